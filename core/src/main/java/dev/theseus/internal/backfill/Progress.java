package dev.theseus.internal.backfill;

/// How far a heap is; a row of `theseus.backfill`.
///
/// @param node the heap's file when the pass began
/// @param pass 1 fills, later ones sweep
/// @param next the first block not done
/// @param end the block behind the last one
/// @param rows filled so far, all passes
record Progress(long node, int pass, long next, long end, long rows, boolean finished) {
  Progress advanced(long block, long more) {
    return new Progress(node, pass, block, end, rows + more, finished);
  }
}

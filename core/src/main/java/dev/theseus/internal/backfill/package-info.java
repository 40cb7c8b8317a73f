/// Fills columns chunk by chunk while applications write, and reads afterwards whether every row
/// holds what it should. Entry types: [Backfiller] and [Verifier].
///
/// **Which locks?** ROW EXCLUSIVE on the table and row locks for one chunk's time (10 ms); it waits
/// for a lock of the application at most 3 ms, then leaves the row for later. Verification takes
/// ACCESS SHARE. VACUUM takes SHARE UPDATE EXCLUSIVE if nobody else holds it, and never truncates.
///
/// **Why in shares?** A new row version that finds room on its own page needs no index entry (a
/// heap-only tuple). The table is therefore worked through in windows of 8 MB, and each window in
/// shares of its rows, picked by a hash of the row's place: the first share moves elsewhere, and
/// the room its old versions leave is what the next share's new versions fill. That costs a
/// fraction of the CPU, WAL and growth of updating the rows in one go. Where it cannot work (an
/// index on the column, a long transaction that keeps old versions alive) the counters of the
/// server tell, and chunks are updated whole.
@NullMarked
package dev.theseus.internal.backfill;

import org.jspecify.annotations.NullMarked;

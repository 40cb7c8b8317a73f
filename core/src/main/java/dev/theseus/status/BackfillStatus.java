package dev.theseus.status;

import java.time.Duration;

/// How far the backfill of one heap is (a partitioned table has one per partition), or one data
/// change, which counts keys where a backfill counts blocks.
///
/// @param relation schema and name, for people
/// @param skippedRows rows that an application had locked, still to be swept
/// @param elapsed since it began, to its end when it is finished
public record BackfillStatus(
    String step,
    String relation,
    int pass,
    long rows,
    long skippedRows,
    long blocksDone,
    long blocksTotal,
    boolean finished,
    Duration elapsed) {}

package dev.theseus.cli.demo;

import java.util.List;

/// What a demo has seen. The JSON document `theseus.demo/1` has these fields.
///
/// @param server PostgreSQL's version
/// @param passed nothing failed, nothing differed, nothing was lost
/// @param statements sent by the applications
/// @param failed of them
/// @param differingRows rows in which old and new version disagreed at any of the demo's own checks
/// @param lostRows rows written while the old version was retired and not found after the rollback
/// @param phases over all scenarios
public record DemoReport(
    String server,
    long rows,
    int rate,
    int clients,
    double seconds,
    boolean passed,
    long statements,
    long failed,
    long differingRows,
    long lostRows,
    List<PhaseLine> phases,
    List<ScenarioLine> scenarios,
    List<FailureLine> failures) {

  /// What the applications went through in one phase.
  ///
  /// @param version `old`, `new` or `both`
  /// @param p50Ratio against the baseline before the change; 0 where there is none
  public record PhaseLine(
      String phase,
      String version,
      long statements,
      long failed,
      double p50Millis,
      double p99Millis,
      double maxMillis,
      double p50Ratio,
      double p99Ratio) {}

  /// One migration.
  ///
  /// @param heapGrowth size of the table after the backfill ÷ before the migration
  /// @param checks how often the demo compared all rows itself
  /// @param writtenWhileCompleted rows the new application inserted while the old version was
  ///   retired
  /// @param foundAfterRollback of these, in the old version after the rollback, with their values
  /// @param longestLockHeldMillis of locks that applications wait for
  /// @param longestLockHeldStep the step that held it; empty when there was none
  /// @param lockTries lock requests given up in time and repeated
  public record ScenarioLine(
      String name,
      String title,
      String file,
      String table,
      double seconds,
      long rowsBackfilled,
      long rowsVerified,
      double rowsPerSecond,
      double longestLockHeldMillis,
      String longestLockHeldStep,
      double longestLockWaitMillis,
      int lockTries,
      long heapBytesBefore,
      long heapBytesAfter,
      double heapGrowth,
      long differingRows,
      int checks,
      long writtenWhileCompleted,
      long foundAfterRollback,
      List<PhaseLine> phases) {}

  /// A statement of an application that failed.
  public record FailureLine(
      String scenario, String phase, String version, String state, String message, String sql) {}
}

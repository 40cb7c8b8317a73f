package dev.theseus.check.report;

import dev.theseus.check.trace.Traced;
import dev.theseus.grammar.Position;
import dev.theseus.sql.QualifiedName;
import java.util.Collection;
import java.util.List;

/// What was measured, in the document `theseus.check/1`.
///
/// @param server the version of the server; empty when nothing was measured
public record TraceJson(String server, List<TraceJson.Item> statements) {

  /// One statement, in the order in which they ran.
  ///
  /// @param milliseconds how long it ran; -1 for one that failed
  /// @param locks the strongest lock on each table and view that was there before
  /// @param rewritten tables and indexes that were written anew
  /// @param scanned tables that were read in full
  /// @param scansCounted whether reading in full was counted
  /// @param alone whether the server refuses it in a transaction
  /// @param failure why it failed; empty if it did not
  /// @param disagreements in which points the verdict says something else
  public record Item(
      String file,
      int line,
      int column,
      double milliseconds,
      List<Lock> locks,
      List<String> rewritten,
      List<String> scanned,
      boolean scansCounted,
      boolean alone,
      String failure,
      List<String> disagreements) {}

  /// @param mode as `LOCK TABLE` writes it
  public record Lock(String relation, String mode) {}

  static TraceJson of(CheckResult result) {
    return new TraceJson(
        result.trace().server(),
        result.trace().statements().stream().map(TraceJson::item).toList());
  }

  private static Item item(Traced one) {
    Position start = one.start();
    return new Item(
        one.file(),
        start.line(),
        start.column(),
        one.ran() ? Math.round(one.took().toNanos() / 1e3) / 1e3 : -1,
        one.seen().locks().entrySet().stream()
            .map(lock -> new Lock(lock.getKey().toString(), lock.getValue().sql()))
            .toList(),
        names(one.seen().rewritten()),
        names(one.seen().scanned()),
        one.scansCounted(),
        one.seen().alone(),
        one.seen().failure(),
        one.differences());
  }

  private static List<String> names(Collection<QualifiedName> names) {
    return names.stream().map(QualifiedName::toString).toList();
  }
}

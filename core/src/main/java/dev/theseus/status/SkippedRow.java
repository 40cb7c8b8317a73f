package dev.theseus.status;

import java.time.Instant;

/// A row that a backfill passed over because its new value cannot be stored.
///
/// @param table schema and name, for people
/// @param row its key, or its place where the table has none
/// @param columns the column whose value failed; all of them where each alone did not
/// @param message what the server said
/// @param outcome what became of it
public record SkippedRow(
    String step,
    String table,
    String row,
    String columns,
    String sqlState,
    String message,
    Instant at,
    Outcome outcome) {
  /// What became of a row.
  public enum Outcome {
    /// It has no value for the new version and keeps that from being published.
    OPEN("open"),
    /// It holds its new value.
    MENDED("mended"),
    /// It was deleted or, where the table has no key, written.
    GONE("gone");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /// The word the state table and `--json` use.
    public String code() {
      return code;
    }

    public static Outcome of(String code) {
      return switch (code) {
        case "mended" -> MENDED;
        case "gone" -> GONE;
        default -> OPEN;
      };
    }
  }
}

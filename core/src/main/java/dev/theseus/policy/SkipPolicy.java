package dev.theseus.policy;

/// Whether a backfill passes over rows whose new value cannot be stored, and how many.
///
/// Such a row goes on the skip list of the migration and the backfill goes on. The new version is
/// not published before each row of the list is mended or gone.
///
/// @param atMost how many rows of a migration may stand on the list, 0..[#MOST]; with 0 the first
///   one ends the run
public record SkipPolicy(int atMost) {
  /// What [#standard()] allows.
  public static final int USUAL = 1000;

  /// The longest list there can be.
  public static final int MOST = 10_000;

  public SkipPolicy {
    if (atMost < 0 || atMost > MOST) {
      throw new IllegalArgumentException(
          "%d rows to be passed over at most; give 0 to %d".formatted(atMost, MOST));
    }
  }

  /// Ends the run at the first row.
  public static SkipPolicy none() {
    return new SkipPolicy(0);
  }

  /// Passes over [#USUAL] rows.
  public static SkipPolicy standard() {
    return new SkipPolicy(USUAL);
  }

  /// Whether any row may be passed over.
  public boolean allowed() {
    return atMost > 0;
  }
}

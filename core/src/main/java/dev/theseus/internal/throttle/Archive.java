package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much finished WAL waits for `archive_command` or `archive_library`; it stays on the disk
/// until it is archived.
///
/// Told by the names of the file that is written and of the one that was archived last, which every
/// role may read; the folder of waiting files takes more rights. What waited before anything was
/// archived since the statistics were reset is not seen.
///
/// Source: "The Cumulative Statistics System", `pg_stat_archiver`; "Backup Control Functions",
/// `pg_walfile_name`.
final class Archive implements Probe {
  private static final String QUERY =
      """
      SELECT current_setting('archive_mode') <> 'off' AS archiving,
        (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_segment_size')
          AS segment,
        pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) AS written,
        coalesce(last_archived_wal, '') AS archived,
        coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS failing,
        coalesce(last_failed_wal, '') AS failed
      FROM pg_catalog.pg_stat_archiver
      """;

  private static final Pattern FILE =
      Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\\.partial)?");

  private @Nullable Segment last;

  /// A file of WAL.
  ///
  /// @param number counted from the first one
  private record Segment(String timeline, long number) {}

  private record State(
      boolean archiving,
      long segment,
      String written,
      String archived,
      boolean failing,
      String failed) {}

  @Override
  public SignalName name() {
    return SignalName.ARCHIVE;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    State state =
        look.session()
            .first(
                QUERY,
                row ->
                    new State(
                        row.getBoolean("archiving"),
                        row.getLong("segment"),
                        row.getString("written"),
                        row.getString("archived"),
                        row.getBoolean("failing"),
                        row.getString("failed")))
            .orElseThrow(() -> new SQLException("pg_stat_archiver is empty"));
    if (!state.archiving()) {
      return Answer.value(0, "nothing is archived");
    }
    Segment written =
        segment(state.written(), state.segment())
            .orElseThrow(() -> new SQLException("no WAL file is called " + state.written()));
    Segment archived =
        latest(
            segment(state.archived(), state.segment())
                .orElseGet(
                    () ->
                        Objects.requireNonNullElse(
                            last, new Segment(written.timeline(), written.number() - 1))));
    last = archived;
    long waiting = Math.max(0, written.number() - 1 - archived.number());
    return Answer.value(
        waiting * state.segment(),
        state.failing() ? "archiving %s fails".formatted(state.failed()) : "");
  }

  /// What is archived once more does not make what came after it wait again.
  private Segment latest(Segment archived) {
    Segment before = last;
    return before != null
            && before.timeline().equals(archived.timeline())
            && before.number() > archived.number()
        ? before
        : archived;
  }

  /// Which file it is; empty for timeline histories, and for backup histories, which bear the name
  /// of the file in which the backup began.
  private static Optional<Segment> segment(String name, long bytes) {
    Matcher matcher = FILE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long perLog = (1L << 32) / bytes;
    long number =
        Long.parseLong(matcher.group(2), 16) * perLog + Long.parseLong(matcher.group(3), 16);
    return Optional.of(new Segment(matcher.group(1), number));
  }
}

package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern FILE = Pattern.compile("[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})");

  private OptionalLong archivedSegment = OptionalLong.empty();

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
    long written =
        number(state.written(), state.segment())
            .orElseThrow(() -> new SQLException("no WAL file is called " + state.written()));
    OptionalLong archived = number(state.archived(), state.segment());
    if (archived.isPresent()) {
      archivedSegment = archived;
    } else if (archivedSegment.isEmpty()) {
      archivedSegment = OptionalLong.of(written - 1);
    }
    long waiting = Math.max(0, written - 1 - archivedSegment.getAsLong());
    return Answer.value(
        waiting * state.segment(),
        state.failing() ? "archiving %s fails".formatted(state.failed()) : "");
  }

  /// Which file it is, counted from the first one; empty for timeline histories.
  private static OptionalLong number(String name, long segment) {
    Matcher matcher = FILE.matcher(name);
    if (!matcher.lookingAt()) {
      return OptionalLong.empty();
    }
    long perLog = (1L << 32) / segment;
    return OptionalLong.of(
        Long.parseLong(matcher.group(1), 16) * perLog + Long.parseLong(matcher.group(2), 16));
  }
}

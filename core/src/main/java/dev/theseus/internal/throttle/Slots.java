package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.util.OptionalLong;

/// How much WAL the replication slot keeps that is furthest behind, whether somebody reads it or
/// not. Beyond `max_slot_wal_keep_size` it is lost and its reader has to begin anew; where that is
/// unlimited, the disk fills up. A slot that is read keeps the file that is written, so the limit
/// is one file of WAL at least.
///
/// Source: "System Views", `pg_replication_slots`; "Replication", `max_slot_wal_keep_size`. Every
/// role may read both.
final class Slots implements Probe {
  private static final long UNLIMITED = 8L << 30;

  /// A slot that is lost keeps nothing any more.
  private static final String QUERY =
      """
      SELECT s.slot_name, s.active, coalesce(s.wal_status, '') AS wal_status,
        pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_flush_lsn(), s.restart_lsn)::bigint
          AS kept,
        (SELECT setting::bigint * 1048576 FROM pg_catalog.pg_settings
          WHERE name = 'max_slot_wal_keep_size') AS most,
        (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_segment_size')
          AS segment
      FROM pg_catalog.pg_replication_slots s
      WHERE s.restart_lsn IS NOT NULL AND s.wal_status IS DISTINCT FROM 'lost'
      ORDER BY kept DESC LIMIT 1
      """;

  @Override
  public SignalName name() {
    return SignalName.SLOTS;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    return look.session()
        .first(
            QUERY,
            row -> {
              long most = row.getLong("most");
              return (Answer)
                  new Answer.Value(
                      Math.max(0, row.getLong("kept")),
                      OptionalLong.of(
                          most < 0 ? UNLIMITED : Math.max(row.getLong("segment"), most / 2)),
                      "slot %s, %s"
                          .formatted(
                              row.getString("slot_name"),
                              text(row.getBoolean("active"), row.getString("wal_status"))));
            })
        .orElse(Answer.value(0, "there is no slot"));
  }

  private static String text(boolean active, String status) {
    return (active ? "read" : "not read")
        + (status.equals("unreserved") ? ", about to be lost" : "");
  }
}

package dev.theseus.internal.throttle;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.throttle.Probe.Answer;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Who streams WAL from this server: standbys, logical subscribers, archivers.
///
/// Source: "The Cumulative Statistics System", `pg_stat_replication`. Columns of other roles' WAL
/// senders are NULL without `pg_read_all_stats`. Who is not connected is not there; its slot is.
///
/// They are read once for each look, whoever asks. Used by one thread.
final class Standbys {
  /// What can be sent is what is flushed. A receiver that only keeps the WAL (pg_receivewal, for
  /// example) replays nothing, and says what it flushed at the end of a file only; it counts by
  /// what it took.
  private static final String QUERY =
      """
      SELECT application_name || coalesce(' (' || host(client_addr) || ')', '') AS who,
        application_name AS name, state IS NULL AS hidden,
        pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_flush_lsn(), '0/0')::bigint AS here,
        pg_catalog.pg_wal_lsn_diff(
          coalesce(replay_lsn, sent_lsn), '0/0')::bigint AS there,
        coalesce(extract(epoch FROM replay_lag) * 1000, 0)::bigint AS lag
      FROM pg_catalog.pg_stat_replication
      WHERE state IS NULL OR state IN ('catchup', 'streaming')
      """;

  private static final String HIDDEN =
      "this role cannot see how far standbys are; GRANT pg_read_all_stats to it";

  /// One of them.
  ///
  /// @param here the server's position in the WAL
  /// @param there its position
  /// @param lagMillis as the server last measured it
  record Standby(String who, String name, boolean hidden, long here, long there, long lagMillis) {
    long behind() {
      return Math.max(0, here - there);
    }
  }

  private @Nullable List<Standby> seen;

  /// A new look begins.
  void anew() {
    seen = null;
  }

  /// All but those that may lag.
  List<Standby> now(Look look) throws SQLException {
    List<Standby> all = seen;
    if (all == null) {
      all = read(look.session(), look.limits().ignoredStandbys());
      seen = all;
    }
    return all;
  }

  /// How far behind the one is that is furthest by this measure.
  static Answer furthest(List<Standby> standbys, ToLongFunction<Standby> measure) {
    if (standbys.stream().anyMatch(Standby::hidden)) {
      return new Answer.Denied(HIDDEN);
    }
    return standbys.stream()
        .max(Comparator.comparingLong(measure))
        .<Answer>map(one -> Answer.value(measure.applyAsLong(one), "standby " + one.who()))
        .orElseGet(() -> new Answer.Nothing("no standby is connected"));
  }

  private static List<Standby> read(Session session, Set<String> ignored) throws SQLException {
    return session
        .query(
            QUERY,
            row ->
                new Standby(
                    String.valueOf(row.getString("who")),
                    String.valueOf(row.getString("name")),
                    row.getBoolean("hidden"),
                    row.getLong("here"),
                    row.getLong("there"),
                    row.getLong("lag")))
        .stream()
        .filter(one -> !ignored.contains(one.name()))
        .toList();
  }
}

package dev.theseus.internal.throttle;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;

/// How many checkpoints of the last minute came early because WAL had reached its size. Each makes
/// the next change of every page write that page to the WAL in full.
///
/// Checkpoints that somebody asked for look the same to the server, so no more are counted than the
/// WAL written meanwhile can have caused, rounded up: the first may have begun before the look did.
///
/// Source: "The Cumulative Statistics System", `pg_stat_checkpointer` from PostgreSQL 17 on, else
/// `pg_stat_bgwriter`; "WAL Configuration" for the size. Every role may read them.
final class Checkpoints implements Probe {
  private static final String FROM_17 =
      "(SELECT num_requested FROM pg_catalog.pg_stat_checkpointer)";
  private static final String BEFORE = "(SELECT checkpoints_req FROM pg_catalog.pg_stat_bgwriter)";

  private record State(long requested, long at, long due) {}

  private final Recent<State> states = new Recent<>(Duration.ofMinutes(1), 1);

  @Override
  public SignalName name() {
    return SignalName.CHECKPOINTS;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    State now =
        look.session()
            .first(
                query(look.session().server()),
                row -> new State(row.getLong("requested"), row.getLong("at"), row.getLong("due")))
            .orElseThrow(() -> new SQLException("no statistics of checkpoints"));
    if (!states.isEmpty() && now.requested() < states.last().value().requested()) {
      states.clear();
    }
    states.add(now, look.time().nanos());
    State first = states.first().value();
    long caused = now.due() == 0 ? 0 : Math.ceilDiv(now.at() - first.at(), now.due());
    return Answer.value(
        Math.min(now.requested() - first.requested(), caused),
        "early checkpoints in the last minute");
  }

  private static String query(ServerVersion server) {
    return """
    SELECT %s AS requested,
      pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint AS at,
      ((SELECT setting::bigint * 1048576 FROM pg_catalog.pg_settings
          WHERE name = 'max_wal_size')
        / (1 + current_setting('checkpoint_completion_target')::numeric))::bigint AS due
    """
        .formatted(server.atLeast(17) ? FROM_17 : BEFORE);
  }
}

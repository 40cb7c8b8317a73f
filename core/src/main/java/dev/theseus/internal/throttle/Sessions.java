package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;

/// How many sessions run a statement at this moment, on the whole server, ours left out.
///
/// Source: "The Cumulative Statistics System", `pg_stat_activity`. The state of other roles'
/// sessions is NULL without `pg_read_all_stats`.
final class Sessions implements Probe {
  private static final String QUERY =
      """
      SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE state = 'active' AND backend_type = 'client backend'
        AND pid NOT IN (pg_catalog.pg_backend_pid(), ?)
      """;

  @Override
  public SignalName name() {
    return SignalName.SESSIONS;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    if (!look.seesAll()) {
      return new Answer.Denied(
          "this role cannot see what other roles' sessions do; GRANT pg_read_all_stats to it");
    }
    return Answer.value(look.session().number(QUERY, look.pid()), "");
  }
}

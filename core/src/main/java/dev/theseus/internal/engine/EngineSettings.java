package dev.theseus.internal.engine;

import dev.theseus.event.MigrationListener;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.policy.BlockerPolicy;
import dev.theseus.policy.Gate;
import dev.theseus.policy.LockBudget;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/// Everything the engine is told from outside.
///
/// @param blockers what becomes of transactions that keep a step from its lock
/// @param soak recorded with a migration when it starts
/// @param reconnecting how long a lost server is waited for
/// @param gates asked before contract, besides the engine's own
public record EngineSettings(
    DataSource dataSource,
    MigrationListener listener,
    LockBudget lockBudget,
    BlockerPolicy blockers,
    Duration soak,
    Duration reconnecting,
    List<Gate> gates,
    Time time) {
  public EngineSettings {
    gates = List.copyOf(gates);
  }

  /// Settings with their defaults.
  public static EngineSettings defaults(DataSource dataSource) {
    return new EngineSettings(
        dataSource,
        MigrationListener.silent(),
        LockBudget.defaults(),
        BlockerPolicy.waiting(),
        Duration.ofHours(24),
        Duration.ofSeconds(60),
        List.of(),
        new SystemTime());
  }
}

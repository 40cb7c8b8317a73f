package dev.theseus;

import dev.theseus.event.MigrationListener;
import dev.theseus.internal.engine.Engine;
import dev.theseus.internal.engine.EngineSettings;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.pacing.Pacing;
import dev.theseus.policy.BlockerPolicy;
import dev.theseus.policy.Gate;
import dev.theseus.policy.LockBudget;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.throttle.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// Collects the settings of a [Theseus]; every setting has a safe default and is checked at once.
/// Not thread-safe.
public final class TheseusBuilder {
  private static final Duration YEAR = Duration.ofDays(365);

  private final DataSource dataSource;
  private final List<Gate> gates = new ArrayList<>();
  private MigrationListener listener = MigrationListener.silent();
  private LockBudget lockBudget = LockBudget.defaults();
  private BlockerPolicy blockers = BlockerPolicy.waiting();
  private Pacing pacing = Pacing.standard();
  private SkipPolicy skips = SkipPolicy.none();
  private UnaryOperator<Limits> limits = UnaryOperator.identity();
  private Duration soak = Duration.ofHours(24);
  private Duration reconnecting = Duration.ofSeconds(60);

  TheseusBuilder(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// Who hears what happens, on the thread that works. Default: nobody.
  public TheseusBuilder listener(MigrationListener value) {
    listener = value;
    return this;
  }

  /// How long a step may stand in a lock queue. Default: [LockBudget#defaults()].
  public TheseusBuilder lockBudget(LockBudget value) {
    lockBudget = value;
    return this;
  }

  /// What becomes of transactions that keep a step from its lock. Default: they are waited for.
  public TheseusBuilder blockers(BlockerPolicy value) {
    blockers = value;
    return this;
  }

  /// How fast rows are filled. Default: [Pacing#standard()].
  public TheseusBuilder pacing(Pacing value) {
    pacing = value;
    return this;
  }

  /// Whether rows whose new value cannot be stored are passed over. Default: the first one ends the
  /// run.
  public TheseusBuilder skipping(SkipPolicy value) {
    skips = value;
    return this;
  }

  /// Changes the throttle's recorded limits before the first rows are worked on. Default: they stay
  /// what they are, at first [Limits#usual()].
  public TheseusBuilder limits(UnaryOperator<Limits> change) {
    limits = change;
    return this;
  }

  /// How long a migration stays completed before it may be contracted; recorded when it starts.
  ///
  /// @param value 0..365 days, default 24 hours
  public TheseusBuilder soak(Duration value) {
    soak = between("soak", value, YEAR);
    return this;
  }

  /// How long a lost server is waited for before a command gives up.
  ///
  /// @param value 0..365 days, default 60 seconds
  public TheseusBuilder reconnecting(Duration value) {
    reconnecting = between("reconnecting", value, YEAR);
    return this;
  }

  /// Adds a condition for contract.
  public TheseusBuilder gate(Gate value) {
    gates.add(value);
    return this;
  }

  public Theseus build() {
    EngineSettings settings =
        new EngineSettings(
            dataSource,
            listener,
            lockBudget,
            blockers,
            soak,
            reconnecting,
            gates,
            new SystemTime());
    return new Theseus(settings, new Engine(settings, pacing, skips, limits));
  }

  private static Duration between(String name, Duration value, Duration most) {
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s is %s; give a duration of 0 to %d days".formatted(name, value, most.toDays()));
    }
    return value;
  }
}

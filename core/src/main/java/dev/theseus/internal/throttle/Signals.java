package dev.theseus.internal.throttle;

import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All signals of one step of row work. Used by one thread.
final class Signals implements AutoCloseable {
  private final HttpProbe http = new HttpProbe();
  private final Standbys standbys = new Standbys();
  private final List<Watched> all;
  private @Nullable Limits limits;

  /// @param patience for how long a signal may be unreadable
  Signals(Duration patience) {
    this.all =
        List.of(
                new LagBytes(standbys),
                new LagTime(standbys),
                new Slots(),
                new Archive(),
                new WalRate(),
                new Checkpoints(),
                new Sessions(),
                new LockWaits(),
                new Autovacuum(),
                new OldestTransaction(),
                new SqlProbe(),
                http,
                new Hours())
            .stream()
            .map(probe -> new Watched(probe, patience))
            .toList();
  }

  /// What they say now.
  ///
  /// @throws SQLException if the connection was lost
  List<Signal> look(Look look) throws SQLException {
    if (!look.limits().equals(limits)) {
      limits = look.limits();
      all.forEach(Watched::hurry);
    }
    standbys.anew();
    List<Signal> signals = new ArrayList<>();
    for (Watched one : all) {
      one.look(look).ifPresent(signals::add);
      Optional<SQLException> failure = one.failure();
      if (failure.isPresent() && SqlFailures.connectionLost(failure.get())) {
        throw failure.get();
      }
    }
    return signals;
  }

  @Override
  public void close() {
    http.close();
  }
}

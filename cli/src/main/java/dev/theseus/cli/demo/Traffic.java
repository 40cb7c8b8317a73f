package dev.theseus.cli.demo;

import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// One version of the application with all its connections, sending transactions at a given rate
/// whether or not earlier ones have been answered: a stall shows in the latencies of everything
/// that was due meanwhile. One connection sends a slow transaction now and then.
///
/// Thread safe for one controlling thread.
final class Traffic implements AutoCloseable {
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration SLOW_EVERY = Duration.ofSeconds(15);
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  private final EmbeddedPostgres server;
  private final Application application;
  private final Meter meter;
  private final Meter.Side side;
  private final String searchPath;
  private final int clients;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile double rate;
  private volatile boolean running = true;

  private Traffic(
      EmbeddedPostgres server, Application application, Meter meter, Meter.Side side, Path path) {
    this.server = server;
    this.application = application;
    this.meter = meter;
    this.side = side;
    this.searchPath = path.searchPath();
    this.clients = path.clients();
  }

  /// How an application connects.
  record Path(String searchPath, int clients) {}

  static Traffic start(
      EmbeddedPostgres server, Application application, Meter meter, Meter.Side side, Path path) {
    Traffic traffic = new Traffic(server, application, meter, side, path);
    for (int number = 0; number < traffic.clients; number++) {
      traffic.run("client-" + number, traffic::live);
    }
    traffic.run("slow", traffic::slow);
    return traffic;
  }

  /// Sets the transactions per second of all connections together.
  void rate(double perSecond) {
    rate = perSecond;
    threads.forEach(LockSupport::unpark);
  }

  /// Sends nothing more. **Blocks until** what was under way has ended, unless interrupted.
  void rest() throws InterruptedException {
    rate(0);
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    while (busy.get() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void run(String name, Life life) {
    threads.add(
        Thread.ofPlatform().daemon().name(side.title() + "-" + name).start(() -> connect(life)));
  }

  private interface Life {
    void with(Client client, Random random) throws SQLException;
  }

  private void connect(Life life) {
    Random random = new Random();
    while (running) {
      try (Connection connection = server.connect("shop");
          Client client = new Client(connection, meter, side, random)) {
        prepare(connection);
        life.with(client, random);
      } catch (Client.Counted e) {
        park(RECONNECT_PAUSE.toNanos());
      } catch (SQLException e) {
        if (running) {
          meter.failed(side, 0, "connect", e);
          park(RECONNECT_PAUSE.toNanos());
        }
      }
    }
  }

  private void prepare(Connection connection) throws SQLException {
    try (PreparedStatement path =
            connection.prepareStatement("SELECT set_config('search_path', ?, false)");
        Statement limit = connection.createStatement()) {
      path.setString(1, searchPath);
      path.execute();
      // A statement that hangs is a failure, not a demo without end.
      limit.execute("SET statement_timeout = '30s'");
    }
  }

  private void live(Client client, Random random) throws SQLException {
    long next = System.nanoTime();
    double before = 0;
    while (running) {
      double now = rate;
      if (now <= 0) {
        before = 0;
        park(TimeUnit.MILLISECONDS.toNanos(20));
        continue;
      }
      if (before == 0) {
        next = System.nanoTime();
      }
      before = now;
      next += (long) (random.nextExponential() * clients / now * 1e9);
      if (awaitTurn(next)) {
        client.due(next);
        send(client, application::transaction);
      }
    }
  }

  private interface Transaction {
    void by(Client client) throws SQLException;
  }

  /// A failed transaction has been counted; the client goes on while its connection lives.
  private void send(Client client, Transaction transaction) throws SQLException {
    busy.incrementAndGet();
    try {
      if (running && rate > 0) {
        transaction.by(client);
      }
    } catch (Client.Counted e) {
      if (client.lost()) {
        throw e;
      }
    } finally {
      busy.decrementAndGet();
    }
  }

  private boolean awaitTurn(long next) {
    long left = next - System.nanoTime();
    while (running && rate > 0 && left > 0) {
      LockSupport.parkNanos(this, left);
      left = next - System.nanoTime();
    }
    return running && rate > 0;
  }

  private void slow(Client client, Random random) throws SQLException {
    while (running) {
      if (rate > 0) {
        send(client, one -> application.slow(one, () -> wait(SLOW)));
        wait(SLOW_EVERY.minus(SLOW));
      } else {
        wait(Duration.ofMillis(20));
      }
    }
  }

  private void wait(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    boolean resting = rate <= 0;
    while (running && resting == rate <= 0 && System.nanoTime() < end) {
      park(Math.min(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(100)));
    }
  }

  private void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  /// Lets every client finish its transaction. **Blocks until** they have, unless interrupted.
  @Override
  public void close() {
    running = false;
    threads.forEach(LockSupport::unpark);
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    try {
      for (Thread thread : threads) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      // the clients are daemons and see that they are to end
      Thread.currentThread().interrupt();
    }
  }
}

package dev.theseus.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// The application: clients on threads of their own, and one thread that watches the machine. Those
/// that [#stop()] returns from have closed their connections.
final class Clients {
  static final int COUNT = 8;

  private final DataSource source;
  private final long rows;
  private final Timeline timeline;
  private final List<Client> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Hiccups hiccups;

  private Clients(DataSource source, long rows, Timeline timeline) {
    this.source = source;
    this.rows = rows;
    this.timeline = timeline;
    this.hiccups = new Hiccups(timeline);
  }

  /// Begins with the old version at this pace.
  static Clients start(DataSource source, long rows, Timeline timeline, Pace pace)
      throws SQLException {
    Clients all = new Clients(source, rows, timeline);
    for (int i = 0; i < COUNT; i++) {
      all.clients.add(new Client(i, timeline, Statements.open(source, Version.OLD, rows), pace));
    }
    all.clients.forEach(all::begin);
    all.begin(all.hiccups);
    return all;
  }

  private void begin(Runnable work) {
    threads.add(Thread.ofPlatform().daemon().start(work));
  }

  /// Has the first so many clients go over to the new version and returns when all have.
  void useNewVersion(int count) throws SQLException {
    for (Client client : clients.subList(0, count)) {
      client.use(Statements.open(source, Version.NEW, rows));
    }
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!clients.stream().allMatch(Client::changed)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("a client has not gone over to the new version");
      }
      Wait.seconds(0.01);
    }
  }

  long done() {
    return clients.stream().mapToLong(Client::done).sum();
  }

  /// Stops all and says what they saw.
  ///
  /// @throws IllegalStateException when a statement failed
  Recording stop() throws InterruptedException {
    clients.forEach(Client::stop);
    hiccups.stop();
    for (Thread thread : threads) {
      thread.join();
    }
    long failures = clients.stream().mapToLong(Client::failures).sum();
    if (failures > 0) {
      throw new IllegalStateException(
          "%d statements failed; the first failures: %s"
              .formatted(failures, clients.stream().map(Client::firstFailure).distinct().toList()));
    }
    return new Recording(
        timeline, clients.stream().map(Client::latencies).toList(), hiccups.latencies());
  }
}

package dev.theseus.internal.engine;

import dev.theseus.error.MigrationException;
import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.ActivityReader;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a statement that may take long while a second connection looks how far it is and whom it
/// waits for.
///
/// The statement and the look have a thread each; the thread that works tells the events, so that
/// listeners hear all on one. A statement that ends soon opens no second connection, and where none
/// is to be had the statement goes on unseen.
final class WatchedStatement {
  private static final Duration FIRST_LOOK = Duration.ofMillis(700);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Runner runner;
  private final String migration;
  private final String step;
  private final AtomicReference<@Nullable Activity> seen = new AtomicReference<>();
  private Optional<Activity> told = Optional.empty();

  WatchedStatement(Runner runner, String migration, String step) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
  }

  /// What the last look saw that had something to tell.
  Optional<Activity> lastTold() {
    return told;
  }

  void run(Sql statement) throws SQLException {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Session session = runner.session();
    Thread.ofPlatform()
        .daemon()
        .name("theseus-statement")
        .start(
            () -> {
              try {
                session.execute(statement);
              } catch (SQLException | RuntimeException | Error e) {
                failure.set(e);
              } finally {
                ended.countDown();
              }
            });
    Thread.ofPlatform().daemon().name("theseus-look").start(() -> look(session.pid(), ended));
    follow(session, ended);
    switch (failure.get()) {
      case null -> {}
      case SQLException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /// Returns when the statement has ended, whatever happens meanwhile.
  private void follow(Session session, CountDownLatch ended) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (ended.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          tell();
        } catch (InterruptedException e) {
          interrupted = true;
          session.cancel();
        } catch (RuntimeException e) {
          session.cancel();
          interrupted |= awaitEnd(ended);
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean awaitEnd(CountDownLatch ended) {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private void tell() {
    Activity now = seen.getAndSet(null);
    if (now != null && !now.idle() && told.filter(now::resembles).isEmpty()) {
      told = Optional.of(now);
      runner.settings().listener().on(new MigrationEvent.StatementProgress(migration, step, now));
    }
  }

  private void look(int pid, CountDownLatch ended) {
    try {
      if (ended.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try (Session session = Session.open(runner.settings().dataSource())) {
        do {
          seen.set(ActivityReader.of(session, pid));
        } while (!ended.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException | SQLException | MigrationException e) {
      // Nobody looks then; the statement itself tells when the server is gone.
      return;
    }
  }
}

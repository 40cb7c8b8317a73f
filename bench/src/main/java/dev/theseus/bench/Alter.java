package dev.theseus.bench;

import dev.theseus.pacing.Pacing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// A way to add a column to a table that is in use.
enum Alter {
  THESEUS("theseus") {
    @Override
    Runnable prepare(Items items, Arguments arguments) {
      Migrator migrator =
          new Migrator(
              items.source(), items.timeline(), Pacing.standard(), "v2_plain", COLUMN + ";");
      return migrator::start;
    }
  },
  /// The same way with the larger change of [LiveBench], backfill and all.
  THESEUS_TYPE("theseus-type") {
    @Override
    Runnable prepare(Items items, Arguments arguments) {
      Migrator migrator =
          new Migrator(
              items.source(),
              items.timeline(),
              Migrator.pacing(arguments),
              Version.RELEASE,
              Version.MIGRATION);
      return migrator::start;
    }
  },
  /// With `lock_timeout` and another try after `retry` seconds (10), as users of strong_migrations
  /// have it.
  LOCK_TIMEOUT("lock-timeout-2s") {
    @Override
    Runnable prepare(Items items, Arguments arguments) {
      double pause = arguments.number("retry", 10);
      return () -> {
        while (!alter(items, "SET lock_timeout = '2s'")) {
          Wait.seconds(pause);
        }
      };
    }
  },
  PLAIN("plain") {
    @Override
    Runnable prepare(Items items, Arguments arguments) {
      return () -> alter(items, "SET lock_timeout = 0");
    }
  };

  private static final String COLUMN = "ALTER TABLE items ADD COLUMN x int";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final String label;

  Alter(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /// Whether this list holds it; the empty list holds all.
  boolean named(String list) {
    return list.isEmpty() || List.of(list.split(",")).contains(label);
  }

  /// Gets ready; what is given back makes the change and returns when it is made.
  abstract Runnable prepare(Items items, Arguments arguments);

  /// Whether the lock was had in time.
  private static boolean alter(Items items, String setting) {
    try (Connection connection = items.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(setting);
      statement.execute(COLUMN);
      return true;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw new IllegalStateException(e);
    }
  }
}

package dev.theseus.bench;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/// A statement of the application, each its own transaction.
enum SyncedWrite {
  UPDATE_CHANGED("update-changed", 1) {
    @Override
    String sql(SyncedChange change) {
      return "UPDATE items SET %1$s = %1$s + 1 WHERE id = ?".formatted(change.column());
    }
  },
  UPDATE_OTHER("update-other", 1) {
    @Override
    String sql(SyncedChange change) {
      return "UPDATE items SET note = note || '' WHERE id = ?";
    }
  },
  /// Of the new version; where there is none, of the old one.
  UPDATE_FRESH("update-fresh", 1) {
    @Override
    String sql(SyncedChange change) {
      return "UPDATE items SET %1$s = %1$s + 1 WHERE id = ?".formatted(change.fresh());
    }

    @Override
    boolean possible(SyncMode mode) {
      return mode == SyncMode.BOTH_WAYS;
    }

    @Override
    SyncedWrite base() {
      return UPDATE_CHANGED;
    }
  },
  INSERT("insert", 1) {
    @Override
    String sql(SyncedChange change) {
      return """
      INSERT INTO items (id, name, price, stock, email, note)
        VALUES (?, 'name of it', 12.34, 7, 'user@example.com', repeat('x', 40))
      """;
    }

    @Override
    boolean inserts() {
      return true;
    }
  },
  BULK_CHANGED("bulk-changed", 1_000) {
    @Override
    String sql(SyncedChange change) {
      return "UPDATE items SET %1$s = %1$s + 1 WHERE id BETWEEN ? AND ?".formatted(change.column());
    }
  },
  BULK_OTHER("bulk-other", 1_000) {
    @Override
    String sql(SyncedChange change) {
      return "UPDATE items SET note = note || '' WHERE id BETWEEN ? AND ?";
    }
  };

  private final String label;
  private final int rows;

  SyncedWrite(String label, int rows) {
    this.label = label;
    this.rows = rows;
  }

  String label() {
    return label;
  }

  /// How many rows one statement writes.
  int rows() {
    return rows;
  }

  abstract String sql(SyncedChange change);

  boolean possible(SyncMode mode) {
    return true;
  }

  /// What it is compared with where nothing is kept in step.
  SyncedWrite base() {
    return this;
  }

  boolean inserts() {
    return false;
  }

  void run(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    if (rows > 1) {
      statement.setLong(2, id + rows - 1);
    }
    statement.executeUpdate();
  }
}

package dev.theseus.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Copies the data directory of a running server so that the copy can follow it as a standby.
///
/// The write-ahead log is not copied: a replication slot, made before the copy begins, holds it on
/// the primary, and the standby streams all of it.
///
/// @param primary the server to copy
/// @param slot the replication slot that the standby will use
record BaseBackup(EmbeddedPostgres primary, String slot) {
  private static final int RENAMED_FUNCTIONS = 15;

  /// Folders whose contents belong to the running server only.
  private static final Set<String> EMPTY_IN_COPY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> NOT_IN_COPY =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "backup_label",
          "standby.signal",
          "pg_internal.init");

  /// Makes the slot and the copy. **Blocks until** a checkpoint of the primary is done and all
  /// files are copied.
  void into(Path data) throws IOException {
    try (Connection session = primary.connect("postgres")) {
      run(session, "SELECT pg_create_physical_replication_slot(?, true)", slot);
      boolean renamed = primary.major() >= RENAMED_FUNCTIONS;
      run(
          session,
          renamed ? "SELECT pg_backup_start(?, true)" : "SELECT pg_start_backup(?, true, false)",
          slot);
      Directories.copy(primary.dataDirectory(), data, BaseBackup::wanted);
      String label =
          run(
              session,
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, false)");
      Files.writeString(data.resolve("backup_label"), label, StandardCharsets.UTF_8);
      Files.createFile(data.resolve("standby.signal"));
    } catch (SQLException e) {
      throw new IOException("the base backup of " + primary + " failed", e);
    }
  }

  /// Frees the write-ahead log that the primary holds for the standby.
  void dropSlot() throws SQLException {
    try (Connection session = primary.connect("postgres")) {
      run(
          session,
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + " WHERE slot_name = ? AND NOT active",
          slot);
    }
  }

  static boolean wanted(Path relative) {
    String first = relative.getName(0).toString();
    String last = relative.getFileName().toString();
    return !(relative.getNameCount() > 1 && EMPTY_IN_COPY.contains(first))
        && !NOT_IN_COPY.contains(last)
        && !last.startsWith("pgsql_tmp");
  }

  /// Runs a query of one row at most; answers its text, or nothing.
  private static String run(Connection session, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Objects.requireNonNullElse(row.getString(1), "") : "";
      }
    }
  }

  /// How the standby reaches the primary, in libpq's form.
  String connectionInfo() {
    String user = primary.superuser().replace("\\", "\\\\").replace("'", "\\'");
    String password = primary.password();
    return String.join(
        " ",
        List.of(
            "host=127.0.0.1",
            "port=" + primary.port(),
            "user='" + user + "'",
            password == null ? "" : "password=" + password,
            "application_name=" + slot));
  }
}

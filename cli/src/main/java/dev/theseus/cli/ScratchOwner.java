package dev.theseus.cli;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The role that files are run as on a scratch server: it owns the database and is no superuser, so
/// that no statement reaches files, programs or other servers. It logs in with a password of its
/// own: what a session that began as superuser is denied, `RESET ROLE` would give back.
///
/// Its name is the one that dumps and migrations expect of an owner.
///
/// @param name the role
/// @param password random
record ScratchOwner(Identifier name, String password) {
  /// The server's real superuser, whose name no file is likely to have.
  static final String SUPERUSER = "theseus_scratch";

  private static final int PASSWORD_BYTES = 24;
  private static final int GRANTED_SETTINGS = 15;
  private static final int ROLES_OF_THEIR_MAKER = 16;

  /// Membership in them is as good as being the user that runs the server, and before PostgreSQL 16
  /// whoever may create roles may grant it.
  private static final String POWERS =
      """
      DELETE FROM pg_catalog.pg_authid
      WHERE rolname IN
        ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
      """;

  /// Dumps comment on what the superuser made.
  private static final String LANGUAGE =
      """
      UPDATE pg_catalog.pg_extension SET extowner = pg_catalog.to_regrole({text})
      WHERE extname = 'plpgsql'
      """;

  static ScratchOwner random() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new ScratchOwner(Identifier.of("postgres"), HexFormat.of().formatHex(bytes));
  }

  /// Makes the role and gives it the database.
  ///
  /// @param superuser connected to the database
  /// @param limited whether each of its statements is ended after 15 seconds
  void make(Connection superuser, Identifier database, Identifier schema, boolean limited)
      throws SQLException {
    int major = superuser.getMetaData().getDatabaseMajorVersion();
    Map<String, Object> owner = Map.of("owner", name);
    List<String> all = new ArrayList<>();
    all.add(
        sql(
            "CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD {password}",
            Map.of("owner", name, "password", Literal.of(password))));
    all.add(
        sql(
            "ALTER DATABASE {database} OWNER TO {owner}",
            Map.of("owner", name, "database", database)));
    all.add(POWERS);
    all.add(sql(LANGUAGE, Map.of("text", Literal.of(name.quoted()))));
    all.add(sql("ALTER LANGUAGE plpgsql OWNER TO {owner}", owner));
    if (major < GRANTED_SETTINGS) {
      all.add(sql("ALTER SCHEMA public OWNER TO {owner}", owner));
    } else {
      all.add(sql("GRANT SET ON PARAMETER session_replication_role TO {owner}", owner));
    }
    if (major >= ROLES_OF_THEIR_MAKER) {
      all.add(sql("ALTER ROLE {owner} SET createrole_self_grant = 'set, inherit'", owner));
    }
    if (limited) {
      all.add(sql("ALTER ROLE {owner} SET statement_timeout = '15s'", owner));
    }
    all.add(
        sql(
            "CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}",
            Map.of("owner", name, "schema", schema)));
    run(superuser, all);
  }

  /// Lets it log in again after a file may have changed its password.
  void admit(Connection superuser) throws SQLException {
    run(
        superuser,
        List.of(
            sql(
                "ALTER ROLE {owner} LOGIN PASSWORD {password}",
                Map.of("owner", name, "password", Literal.of(password)))));
  }

  private static String sql(String template, Map<String, ?> parts) {
    return Sql.of(template, parts).rendered();
  }

  private static void run(Connection superuser, List<String> all) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(String.join(";\n", all));
    }
  }
}

package dev.theseus.internal.catalog;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds out before anything is done whether the server and the session's role can carry a
/// migration.
///
/// Changes nothing and takes no lock. **Fails with** `server-too-old`, `read-only-server`,
/// `missing-privilege`, `database-error`. Thread-safe; holds nothing.
public final class ServerCheck {
  private static final Identifier STATE = Identifier.of("theseus");

  private static final String SERVER =
      """
      SELECT
        current_setting('server_version_num')::integer AS version,
        pg_is_in_recovery() AS standby,
        current_setting('transaction_read_only')::boolean AS read_only,
        current_user AS role,
        current_database() AS database,
        has_database_privilege(current_database(), 'CREATE') AS may_create_schema,
        s.nspname IS NOT NULL AS has_state,
        coalesce(pg_has_role(s.nspowner, 'USAGE'), false) AS owns_state,
        pg_get_userbyid(s.nspowner) AS state_owner
      FROM (SELECT) AS one
      LEFT JOIN pg_catalog.pg_namespace s ON s.nspname = 'theseus'
      """;

  // Whoever has the rights of the owner's role counts as owner, and so does a superuser.
  private static final String FOREIGN_TABLES =
      """
      SELECT n.nspname AS schema, c.relname AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p', 'f')
        AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
      ORDER BY n.nspname, c.relname
      """;

  /// What the server and the session are.
  record Session(
      ServerVersion server,
      boolean standby,
      boolean readOnly,
      Identifier role,
      Identifier database,
      boolean mayCreateSchema,
      boolean hasState,
      boolean ownsState,
      String stateOwner) {}

  /// Checks that a migration can run on the server of `connection`, whatever it changes.
  public ServerVersion check(Connection connection) {
    return check(connection, Set.of());
  }

  /// Checks that a migration can run and change `tables`; a table that does not exist is passed
  /// over.
  ///
  /// @return the server's version
  public ServerVersion check(Connection connection, Collection<QualifiedName> tables) {
    try {
      CatalogQuery query = new CatalogQuery(connection);
      List<Session> sessions = new ArrayList<>();
      query.run(SERVER, row -> sessions.add(session(row)));
      Session session = sessions.getFirst();
      List<Problem> problems = new ArrayList<>(serverProblems(session));
      if (problems.isEmpty()) {
        problems.addAll(stateProblems(session));
        problems.addAll(ownerProblems(query, session, tables));
      }
      if (!problems.isEmpty()) {
        throw new DatabaseFailure(problems);
      }
      return session.server();
    } catch (SQLException e) {
      throw new DatabaseFailure(
          Problem.of(
              ProblemCode.DATABASE_ERROR,
              "the server cannot be asked what it is: " + e.getMessage(),
              "see the server's log and try again"),
          e);
    }
  }

  private static Session session(CatalogRow row) throws SQLException {
    return new Session(
        new ServerVersion(row.number("version")),
        row.flag("standby"),
        row.flag("read_only"),
        row.identifier("role"),
        row.identifier("database"),
        row.flag("may_create_schema"),
        row.flag("has_state"),
        row.flag("owns_state"),
        row.maybe("state_owner").orElse(""));
  }

  static List<Problem> serverProblems(Session session) {
    if (!session.server().atLeast(ServerVersion.OLDEST_MAJOR)) {
      return List.of(
          Problem.of(
              ProblemCode.SERVER_TOO_OLD,
              "the server is PostgreSQL " + session.server(),
              "upgrade it to PostgreSQL %d or later".formatted(ServerVersion.OLDEST_MAJOR)));
    }
    if (session.standby()) {
      return List.of(
          Problem.of(
              ProblemCode.READ_ONLY_SERVER,
              "the server of database \"%s\" is a standby, which takes no writes"
                  .formatted(session.database()),
              "connect to its primary (with several hosts in the URL, add"
                  + " targetServerType=primary)"));
    }
    if (session.readOnly()) {
      return List.of(
          Problem.of(
              ProblemCode.READ_ONLY_SERVER,
              "transactions of role \"%s\" in database \"%s\" are read-only"
                  .formatted(session.role(), session.database()),
              "set default_transaction_read_only to off for the role or in the connection's"
                  + " options"));
    }
    return List.of();
  }

  private static List<Problem> stateProblems(Session session) {
    if (!session.hasState() && !session.mayCreateSchema()) {
      return List.of(
          Problem.of(
              ProblemCode.MISSING_PRIVILEGE,
              "role \"%s\" may not create schema \"%s\" in database \"%s\""
                  .formatted(session.role(), STATE, session.database()),
              "let the database's owner run: GRANT CREATE ON DATABASE %s TO %s"
                  .formatted(session.database().quoted(), session.role().quoted())));
    }
    if (session.hasState() && !session.ownsState()) {
      return List.of(
          Problem.of(
              ProblemCode.MISSING_PRIVILEGE,
              "schema \"%s\" in database \"%s\" belongs to role \"%s\", and role \"%s\" has not its rights"
                  .formatted(STATE, session.database(), session.stateOwner(), session.role()),
              "connect as that role, or run: GRANT %s TO %s"
                  .formatted(
                      Identifier.of(session.stateOwner()).quoted(), session.role().quoted())));
    }
    return List.of();
  }

  private static List<Problem> ownerProblems(
      CatalogQuery query, Session session, Collection<QualifiedName> tables) throws SQLException {
    Set<QualifiedName> wanted = new HashSet<>(tables);
    List<Problem> problems = new ArrayList<>();
    if (wanted.isEmpty()) {
      return problems;
    }
    List<String> schemas = wanted.stream().map(table -> table.schema().name()).distinct().toList();
    query.runWithNames(
        FOREIGN_TABLES,
        schemas,
        row -> {
          QualifiedName table = row.qualified("schema", "name");
          if (wanted.contains(table)) {
            problems.add(notOwner(table, row.identifier("owner"), session.role()));
          }
        });
    return problems;
  }

  private static Problem notOwner(QualifiedName table, Identifier owner, Identifier role) {
    return Problem.of(
        ProblemCode.MISSING_PRIVILEGE,
        "table %s belongs to role \"%s\", and role \"%s\" has not its rights"
            .formatted(table.quoted(), owner, role),
        "connect as that role, or run: GRANT %s TO %s".formatted(owner.quoted(), role.quoted()));
  }
}

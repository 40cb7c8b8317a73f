package dev.theseus.internal.check;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/// Runs what was judged on a scratch database, so that the next statement is judged against what it
/// leaves behind. A statement that fails is left out and the rest goes on.
///
/// Files are not trusted: the connection must be that of a role which can change nothing but this
/// database. What is left out here by its kind is left out because it cannot work, not to be safe.
///
/// Statements of one transaction run in one; the file's own BEGIN and COMMIT are followed. Not
/// thread-safe.
public final class Replay implements CatalogSource {
  /// Statements that change nothing the catalog is asked about.
  private static final Set<String> UNSEEN =
      Set.of(
          "InsertStmt",
          "UpdateStmt",
          "DeleteStmt",
          "MergeStmt",
          "CommentStmt",
          "GrantStmt",
          "TransactionStmt",
          "LockStmt",
          "VacuumStmt");

  /// Those of them that need no transaction and reach rows or notes alone.
  private static final Set<String> ROWS_ONLY =
      Set.of("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CommentStmt", "GrantStmt");

  /// Statements that can change what names without schema mean.
  private static final Set<String> PATH =
      Set.of(
          "VariableSetStmt",
          "CreateSchemaStmt",
          "SelectStmt",
          "DoStmt",
          "CallStmt",
          "TransactionStmt",
          "CreateExtensionStmt");

  /// Statements that are not run: they need a client, or reach beyond the scratch database.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "CopyStmt",
          "CreatedbStmt",
          "DropdbStmt",
          "AlterSystemStmt",
          "AlterDatabaseStmt",
          "AlterDatabaseSetStmt",
          "CreateTableSpaceStmt",
          "DropTableSpaceStmt",
          "NotifyStmt",
          "ListenStmt",
          "LoadStmt");

  /// `active_sql_transaction`: what runs only outside is then run outside.
  private static final String IN_TRANSACTION = "25001";

  private final Connection connection;
  private final Execution execution;
  private final LiveCatalog catalog;
  private final MissingExtensions extensions = new MissingExtensions();
  private final Set<Integer> real = new HashSet<>();
  private final Map<Integer, CheckedStatement> last = new HashMap<>();
  private String current = "";
  private int transaction = CheckedStatement.ALONE;
  private Set<QualifiedName> before = Set.of();
  private final List<String> savepoints = new ArrayList<>();

  /// Whether the server carried out the statement.
  private boolean ran;

  private @Nullable ReadAhead ahead;
  private @Nullable CheckedStatement next;

  /// @param connection to a scratch database, in auto-commit mode; closed with this
  public Replay(Connection connection) {
    this(connection, LiveCatalog.ofScratch(connection), Replay::execute);
    prefer(connection);
  }

  /// @param scratch a scratch database; once many statements have run there is a second connection,
  ///   which reads ahead
  public Replay(DataSource scratch) throws SQLException {
    this(scratch, ReadAhead.PATIENCE);
  }

  /// @param patience so many statements run before anything is read ahead
  Replay(DataSource scratch, int patience) throws SQLException {
    this(scratch.getConnection());
    ahead = new ReadAhead(scratch, patience);
  }

  Replay(Connection connection, LiveCatalog catalog, Execution execution) {
    this.connection = connection;
    this.execution = execution;
    this.catalog = catalog;
    set(connection);
  }

  /// How a statement is run.
  @FunctionalInterface
  interface Execution {
    /// @param inside whether a transaction is open, which stays open
    void execute(
        Connection connection, CheckedFile file, CheckedStatement statement, boolean inside)
        throws SQLException;
  }

  private static void execute(
      Connection connection, CheckedFile file, CheckedStatement statement, boolean inside)
      throws SQLException {
    execute(connection, statement.text());
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.setEscapeProcessing(false);
      sql.execute(text);
    }
  }

  private static void set(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off; SET client_min_messages = error");
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// The catalog is asked the same questions again and again while it grows: a plan that was made
  /// for a small catalog would read all of a large one. The plans outlive changes of tables, which
  /// the driver does not expect: by itself it prepares every question anew after each.
  static void prefer(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off;"
              + " SET enable_hashjoin = off; SET enable_mergejoin = off");
      connection.unwrap(BaseConnection.class).getQueryExecutor().setFlushCacheOnDdl(false);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public CatalogView view() {
    return catalog;
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    try {
      String failure =
          LEFT_OUT.contains(statement.statement().tree().kind()) ? "" : replayed(file, statement);
      String end = isLast(file, statement) ? enter(CheckedStatement.ALONE) : "";
      return failure.isEmpty() ? end : failure;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private String replayed(CheckedFile file, CheckedStatement statement) throws SQLException {
    String open = enter(needed(file, statement));
    Node tree = statement.statement().tree();
    Makings.dropped(tree, catalog).forEach(catalog::made);
    Optional<QualifiedName> renamed =
        tree.is("RenameStmt") ? Makings.made(tree, catalog) : Optional.empty();
    ran = false;
    String failure =
        tree.is("TransactionStmt") ? ended(statement) : runAndReadAhead(file, statement);
    forget(tree);
    renamed.or(() -> Makings.made(tree, catalog)).ifPresent(name -> noteMade(tree, name));
    return failure.isEmpty() && !open.isEmpty()
        ? "what was open before it could not be committed: " + open
        : failure;
  }

  /// Where it is certain what the statement changes, what the next one names is read meanwhile.
  private String runAndReadAhead(CheckedFile file, CheckedStatement statement) throws SQLException {
    Node tree = statement.statement().tree();
    if (ahead == null) {
      return run(file, statement);
    }
    ahead.runs(tree, catalog);
    Optional<Reach> reach =
        ROWS_ONLY.contains(tree.kind()) ? Optional.of(new Reach(Set.of())) : Reach.of(tree);
    if (next == null || reach.isEmpty() || transaction != CheckedStatement.ALONE) {
      return run(file, statement);
    }
    var reading = ahead.begin(next, reach.get(), catalog);
    String failure = run(file, statement);
    Map<QualifiedName, Optional<Relation>> read = ahead.end(reading);
    if (ran) {
      catalog.learn(read);
    }
    return failure;
  }

  @Override
  public boolean isLack(String failure) {
    return extensions.gave(failure);
  }

  @Override
  public void expected(CheckedStatement statement) {
    next = statement;
  }

  /// What plainly makes a relation has made it once it has run; after all else the server is asked.
  private void noteMade(Node tree, QualifiedName name) {
    boolean plain =
        Makings.stays(tree) && !isTemporary(tree) && !name.schema().name().equals("pg_temp");
    if (ran && plain && !catalog.hasCode()) {
      catalog.made(name);
    } else {
      catalog.meant(name);
    }
  }

  /// Whether the open transaction ends behind it: what follows is judged outside.
  private boolean isLast(CheckedFile file, CheckedStatement statement) {
    return transaction != CheckedStatement.ALONE
        && file.name().equals(current)
        && statement.equals(last.get(transaction));
  }

  /// Forgets what the statement may have changed. What changes nothing itself may still set off a
  /// function that does, or call the built-in one that sets the path.
  private void forget(Node tree) {
    String kind = tree.kind();
    if (PATH.contains(kind) || isTemporary(tree) || setsPath(tree) || catalog.hasCode()) {
      catalog.forgetPath();
    } else if (!UNSEEN.contains(kind)) {
      Reach.of(tree).ifPresentOrElse(catalog::forget, catalog::forgetPath);
    }
  }

  static boolean setsPath(Node tree) {
    return tree.all("FuncCall").stream()
        .anyMatch(call -> call.strings("funcname").contains("set_config"));
  }

  @Override
  public String ended(CheckedFile file) {
    try {
      current = "";
      return enter(CheckedStatement.ALONE);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Most transactions leave the same behind when each of their statements commits by itself, which
  /// is faster; a real one is needed where its end matters.
  private int needed(CheckedFile file, CheckedStatement statement) {
    if (!statement.inTransaction()) {
      return CheckedStatement.ALONE;
    }
    if (!file.name().equals(current)) {
      current = file.name();
      real.clear();
      last.clear();
      file.statements().forEach(one -> last.put(one.transaction(), one));
      file.statements().stream()
          .filter(one -> one.inTransaction() && endMatters(one.statement().tree()))
          .forEach(one -> real.add(one.transaction()));
    }
    return real.contains(statement.transaction())
        ? statement.transaction()
        : CheckedStatement.ALONE;
  }

  /// The first temporary table puts its schema on the path.
  private static boolean isTemporary(Node tree) {
    return tree.all("RangeVar").stream().anyMatch(name -> name.text("relpersistence").equals("t"));
  }

  private static boolean endMatters(Node tree) {
    return switch (tree.kind()) {
      case "VariableSetStmt" -> tree.flag("is_local");
      case "TransactionStmt" -> tree.text("kind").contains("ROLLBACK");
      case "LockStmt", "ConstraintsSetStmt", "DeclareCursorStmt", "FetchStmt" -> true;
      case "SelectStmt" -> setsPath(tree);
      case "CreateStmt" -> !tree.text("oncommit").equals("ONCOMMIT_NOOP");
      default -> false;
    };
  }

  /// A ROLLBACK takes back what the transaction did, or what it did behind a savepoint.
  private String ended(CheckedStatement statement) throws SQLException {
    if (transaction == CheckedStatement.ALONE) {
      return "";
    }
    Node tree = statement.statement().tree();
    switch (tree.text("kind")) {
      case "TRANS_STMT_ROLLBACK" -> {
        connection.rollback();
        savepoints.clear();
        takenBack();
      }
      case "TRANS_STMT_SAVEPOINT" -> {
        execute(connection, statement.text());
        savepoints.addLast(tree.text("savepoint_name"));
      }
      case "TRANS_STMT_ROLLBACK_TO", "TRANS_STMT_RELEASE" -> {
        return toSavepoint(statement);
      }
      default -> {}
    }
    return "";
  }

  /// Without that savepoint it would fail, and with it the whole transaction.
  private String toSavepoint(CheckedStatement statement) throws SQLException {
    Node tree = statement.statement().tree();
    int place = savepoints.lastIndexOf(tree.text("savepoint_name"));
    if (place < 0) {
      return "savepoint \"%s\" does not exist".formatted(tree.text("savepoint_name"));
    }
    execute(connection, statement.text());
    boolean back = tree.text("kind").equals("TRANS_STMT_ROLLBACK_TO");
    savepoints.subList(back ? place + 1 : place, savepoints.size()).clear();
    if (back) {
      takenBack();
    }
    return "";
  }

  private void takenBack() {
    catalog.forgetPath();
    catalog.takenBack(before);
  }

  /// Ends what is open and begins what is wanted.
  ///
  /// @return why the end failed, and with it all that was done; empty when it did not
  private String enter(int wanted) throws SQLException {
    String failure = "";
    boolean changes = wanted != transaction;
    if (transaction != CheckedStatement.ALONE && changes) {
      try {
        connection.commit();
      } catch (SQLException e) {
        if (connection.isClosed()) {
          throw e;
        }
        connection.rollback();
        failure = message(e);
      }
      // what is SET LOCAL ends here, and what is deferred has run
      catalog.forgetPath();
      if (!failure.isEmpty()) {
        catalog.takenBack(before);
      }
    }
    if (changes) {
      savepoints.clear();
      before = catalog.made();
    }
    connection.setAutoCommit(wanted == CheckedStatement.ALONE);
    transaction = wanted;
    return failure;
  }

  private String run(CheckedFile file, CheckedStatement statement) throws SQLException {
    Optional<SQLException> failure = attempt(file, statement);
    if (failure.isEmpty()) {
      return "";
    }
    SQLException first = failure.get();
    if (transaction != CheckedStatement.ALONE && IN_TRANSACTION.equals(first.getSQLState())) {
      int again = transaction;
      enter(CheckedStatement.ALONE);
      String outside = run(file, statement);
      enter(again);
      return outside;
    }
    Optional<Identifier> schema = Absence.schema(first);
    if (schema.isPresent() && isMade(schema.get())) {
      return attempt(file, statement)
          .map(Replay::message)
          .orElse(message(first) + "; it was made for what follows");
    }
    Node tree = statement.statement().tree();
    return Absence.excuses(first) || Denial.excuses(first, tree)
        ? ""
        : extensions.reason(first, tree).orElseGet(() -> message(first));
  }

  /// Tables of a schema that other files make can be judged all the same.
  private boolean isMade(Identifier schema) throws SQLException {
    catalog.forgetPath();
    String create = Sql.of("CREATE SCHEMA {schema}", Map.of("schema", schema)).rendered();
    return attempt(inside -> execute(connection, create)).isEmpty();
  }

  private Optional<SQLException> attempt(CheckedFile file, CheckedStatement statement)
      throws SQLException {
    Optional<SQLException> failure =
        attempt(inside -> execution.execute(connection, file, statement, inside));
    ran = failure.isEmpty();
    return failure;
  }

  private interface Running {
    void run(boolean inside) throws SQLException;
  }

  /// Runs it and answers why it failed; the transaction is then as before.
  private Optional<SQLException> attempt(Running running) throws SQLException {
    boolean inside = transaction != CheckedStatement.ALONE;
    Savepoint start = inside ? connection.setSavepoint() : null;
    try {
      running.run(inside);
      if (start != null) {
        connection.releaseSavepoint(start);
      }
      return Optional.empty();
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      if (start != null) {
        connection.rollback(start);
      }
      return Optional.of(e);
    }
  }

  private static String message(SQLException e) {
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return Denial.is(e) ? why + "; files run there as an owner, not as a superuser" : why;
  }

  @Override
  public void close() {
    try {
      if (ahead != null) {
        ahead.close();
      }
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static DatabaseFailure failure(SQLException cause) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.DATABASE_ERROR,
            "the scratch database is lost: " + cause.getMessage(),
            "while replaying",
            "run the check again; if it happens again, use --no-database"),
        cause);
  }
}

package dev.theseus.internal.check;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Set;

/// Runs what was judged on a scratch database, so that the next statement is judged against what it
/// leaves behind. A statement that fails is left out and the rest goes on.
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

  /// `undefined_object`: roles of the real database are not on a scratch one, and change nothing.
  private static final String UNDEFINED = "42704";

  private final Connection connection;
  private final LiveCatalog catalog;
  private int transaction = CheckedStatement.ALONE;

  /// @param connection to a scratch database, in auto-commit mode; closed with this
  public Replay(Connection connection) {
    this.connection = connection;
    this.catalog = new LiveCatalog(connection);
  }

  @Override
  public CatalogView view() {
    return catalog;
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    String kind = statement.statement().tree().kind();
    if (LEFT_OUT.contains(kind)) {
      return "";
    }
    try {
      enter(statement.transaction());
      String failure = kind.equals("TransactionStmt") ? ended(statement) : run(statement);
      if (!UNSEEN.contains(kind)) {
        catalog.forget();
      }
      return failure;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void ended(CheckedFile file) {
    try {
      enter(CheckedStatement.ALONE);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// A ROLLBACK takes back what the transaction did.
  private String ended(CheckedStatement statement) throws SQLException {
    boolean back = statement.statement().tree().text("kind").equals("TRANS_STMT_ROLLBACK");
    if (back && transaction != CheckedStatement.ALONE) {
      connection.rollback();
      catalog.forget();
    }
    return "";
  }

  private void enter(int wanted) throws SQLException {
    if (transaction != CheckedStatement.ALONE && wanted != transaction) {
      connection.commit();
    }
    connection.setAutoCommit(wanted == CheckedStatement.ALONE);
    transaction = wanted;
  }

  private String run(CheckedStatement statement) throws SQLException {
    boolean inside = transaction != CheckedStatement.ALONE;
    Savepoint before = inside ? connection.setSavepoint() : null;
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement.text());
      if (before != null) {
        connection.releaseSavepoint(before);
      }
      return "";
    } catch (SQLException e) {
      if (before != null) {
        connection.rollback(before);
      }
      if (connection.isClosed()) {
        throw e;
      }
      if (inside && IN_TRANSACTION.equals(e.getSQLState())) {
        int again = transaction;
        enter(CheckedStatement.ALONE);
        String failure = run(statement);
        enter(again);
        return failure;
      }
      if (UNDEFINED.equals(e.getSQLState()) && message(e).contains("role ")) {
        return "";
      }
      return message(e);
    }
  }

  private static String message(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  @Override
  public void close() {
    try {
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

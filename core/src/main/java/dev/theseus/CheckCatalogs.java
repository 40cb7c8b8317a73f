package dev.theseus;

import dev.theseus.check.Sizes;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.check.LiveCatalog;
import dev.theseus.internal.check.LiveSizes;
import dev.theseus.internal.check.Replay;
import dev.theseus.internal.check.Tracing;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Where a check learns what the database looks like.
public final class CheckCatalogs {
  private CheckCatalogs() {}

  /// A scratch database on which each statement is run after it was judged. Whatever is in it may
  /// be changed.
  ///
  /// @return holds one connection until it is closed, two once many statements have run
  public static CatalogSource replaying(DataSource scratch) {
    try {
      return new Replay(scratch);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /// The same, and each statement is measured while it runs: its locks, what it writes anew and
  /// reads in full, its time.
  ///
  /// @return holds one connection until it is closed, three while a statement runs that refuses
  ///   transactions
  public static CatalogSource tracing(DataSource scratch) {
    return tracing(scratch, false);
  }

  /// The same on a copy of the database that is meant: what is not there is not in that database
  /// either.
  public static CatalogSource tracingCopy(DataSource copy) {
    return tracing(copy, true);
  }

  private static CatalogSource tracing(DataSource scratch, boolean copy) {
    try {
      return new Tracing(scratch, copy);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /// A database that is only read, and judged as it is now.
  ///
  /// @return holds one connection; the caller of this closes the data source
  public static CatalogSource live(DataSource database) {
    try {
      return CatalogSource.of(new LiveCatalog(database.getConnection()));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /// How large the tables of a database are now. Takes ACCESS SHARE on each for a moment.
  public static Sizes sizes(DataSource database) {
    try {
      return LiveSizes.of(database);
    } catch (SQLException e) {
      throw new DatabaseFailure(
          new Problem(
              ProblemCode.DATABASE_ERROR,
              "the sizes of the tables cannot be read: " + e.getMessage(),
              "while checking",
              "try again when no table is locked, or give --sizes with a file"),
          e);
    }
  }

  private static DatabaseFailure unreachable(SQLException cause) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.DATABASE_ERROR,
            "no connection: " + cause.getMessage(),
            "while checking",
            "see that the server runs and the address is right"),
        cause);
  }
}

package dev.theseus.check.verdict;

import dev.theseus.catalog.Catalog;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.trace.Trace;
import dev.theseus.sql.Identifier;

/// Where the checker learns what the database looks like before each statement.
public interface CatalogSource extends AutoCloseable {
  /// The database as it is now.
  CatalogView view();

  /// A statement that will be judged after the one that is told next. A source may prepare itself.
  default void expected(CheckedStatement next) {}

  /// A statement was judged; a source that replays runs it now.
  ///
  /// @return why it cannot be run; empty when it could or was not tried
  String judged(CheckedFile file, CheckedStatement statement);

  /// Whether a reason that [#judged] gave is no fault of the files: the scratch server lacks what
  /// others have.
  default boolean isLack(String failure) {
    return false;
  }

  /// What was measured of the statements that were run until now.
  default Trace trace() {
    return Trace.none();
  }

  /// The file has ended.
  ///
  /// @return why the transaction that was open could not be committed; empty when it could
  default String ended(CheckedFile file) {
    return "";
  }

  @Override
  default void close() {}

  /// Nothing but the statements themselves.
  static CatalogSource none() {
    return of(CatalogView.none());
  }

  /// What the files themselves tell, without a server: fast, and less sure.
  static CatalogSource ofFiles() {
    return new FileCatalog();
  }

  /// A catalog that was read, and what the statements make of it: without a server.
  ///
  /// @param base the schema that names without one stand in
  static CatalogSource following(Catalog read, Identifier base) {
    return new PlannedCatalog(read, base);
  }

  /// A database that stays as it is.
  static CatalogSource of(CatalogView view) {
    return new CatalogSource() {
      @Override
      public CatalogView view() {
        return view;
      }

      @Override
      public String judged(CheckedFile file, CheckedStatement statement) {
        return "";
      }
    };
  }
}

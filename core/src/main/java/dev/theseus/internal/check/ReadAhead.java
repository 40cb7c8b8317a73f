package dev.theseus.internal.check;

import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.Relation;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads what the next statement names while the server is busy with the one before it, over a
/// connection of its own. What a statement may have changed, the caller forgets afterwards.
///
/// It reads as a new session does: once a file has set up its session in another way, there is no
/// reading ahead any more. Nothing depends on it: where it fails, the caller reads for itself. Not
/// thread-safe.
final class ReadAhead implements AutoCloseable {
  /// So many statements run before a second connection is worth its price.
  static final int PATIENCE = 30;

  /// Settings that change no answer of the catalog.
  private static final Set<String> HARMLESS =
      Set.of(
          "lock_timeout",
          "statement_timeout",
          "transaction_timeout",
          "idle_in_transaction_session_timeout",
          "client_min_messages",
          "maintenance_work_mem",
          "work_mem",
          "check_function_bodies");

  private static final Map<QualifiedName, Optional<Relation>> NOTHING = Map.of();

  private final DataSource database;
  private final int patience;
  private @Nullable Connection connection;
  private @Nullable ExecutorService reader;
  private @Nullable LiveCatalog own;
  private int statements;
  private boolean over;

  /// @param database where the files run
  /// @param patience so many statements run before a second connection is made
  ReadAhead(DataSource database, int patience) {
    this.database = database;
    this.patience = patience;
  }

  /// A statement is about to run.
  ///
  /// @param catalog what its session sees
  void runs(Node tree, LiveCatalog catalog) {
    statements++;
    over |=
        switch (tree.kind()) {
          case "VariableSetStmt" -> !HARMLESS.contains(tree.text("name").toLowerCase(Locale.ROOT));
          case "DoStmt", "CallStmt", "AlterRoleSetStmt", "AlterRoleStmt" -> true;
          default -> Replay.setsPath(tree);
        };
    over = over || (statements >= patience && catalog.hasCode());
  }

  /// Begins to read what the next statement names.
  ///
  /// @param reach what the statement that is about to run changes
  CompletableFuture<Map<QualifiedName, Optional<Relation>>> begin(
      CheckedStatement next, Reach reach, LiveCatalog catalog) {
    if (over || statements < patience || !isOpen()) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    LiveCatalog reading = own;
    Set<QualifiedName> names = named(next.statement().tree(), reach, catalog);
    return reading == null || reader == null || names.isEmpty()
        ? CompletableFuture.completedFuture(NOTHING)
        : CompletableFuture.supplyAsync(() -> read(names, reading), reader);
  }

  private static Map<QualifiedName, Optional<Relation>> read(
      Set<QualifiedName> names, LiveCatalog reading) {
    Map<QualifiedName, Optional<Relation>> read = new LinkedHashMap<>();
    names.forEach(name -> read.put(name, reading.read(name)));
    return read;
  }

  /// What was read; nothing where that failed, and then nothing is read ahead any more.
  Map<QualifiedName, Optional<Relation>> end(
      CompletableFuture<Map<QualifiedName, Optional<Relation>>> begun) {
    try {
      return begun.join();
    } catch (CompletionException e) {
      over = true;
      return NOTHING;
    }
  }

  private Set<QualifiedName> named(Node tree, Reach reach, LiveCatalog catalog) {
    Set<QualifiedName> names = new HashSet<>();
    Optional<Node> makes = Makings.relation(tree).filter(made -> !tree.is("IndexStmt"));
    for (Node relation : tree.all("RangeVar")) {
      boolean changes = reach.names().contains(relation.text("relname"));
      if (!changes && makes.filter(made -> made == relation).isEmpty()) {
        name(relation, catalog).filter(name -> !catalog.remembers(name)).ifPresent(names::add);
      }
    }
    return names;
  }

  /// What the name means, if that is certain without a look.
  private Optional<QualifiedName> name(Node relation, LiveCatalog catalog) {
    LiveCatalog reading = own;
    try {
      return reading == null || !catalog.hasPathOf(reading)
          ? Optional.empty()
          : catalog.plainly(relation.text("schemaname"), relation.text("relname"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isOpen() {
    if (connection == null) {
      try {
        Connection opened = database.getConnection();
        connection = opened;
        Replay.prefer(opened);
        LiveCatalog reading = LiveCatalog.ofScratch(opened);
        reading.learnPath();
        own = reading;
        reader =
            Executors.newSingleThreadExecutor(
                task -> {
                  Thread thread = new Thread(task, "theseus-catalog");
                  thread.setDaemon(true);
                  return thread;
                });
      } catch (SQLException | DatabaseFailure e) {
        over = true;
      }
    }
    return !over;
  }

  @Override
  public void close() throws SQLException {
    if (reader != null) {
      reader.shutdown();
    }
    if (connection != null) {
      connection.close();
    }
  }
}

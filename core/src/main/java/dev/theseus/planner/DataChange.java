package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.RewriteException;
import dev.theseus.grammar.RowStatement;
import dev.theseus.grammar.Statement;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DirectStatement.Batching;
import dev.theseus.plan.BatchKey;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How a statement that writes rows is carried out.
sealed interface DataChange {
  /// As written, in one transaction.
  ///
  /// @param why not in batches, for a large table; empty when there is nothing to say
  record Whole(String why) implements DataChange {}

  /// In batches of a key.
  ///
  /// @param batch the statement for the rows of one batch
  /// @param target the table it changes
  /// @param columns the columns it sets
  /// @param repeatable whether running it again for the same rows changes nothing
  /// @param notes what is different from running it as written
  record Batches(
      Sql batch,
      QualifiedName target,
      List<Identifier> columns,
      BatchKey key,
      boolean repeatable,
      List<String> notes)
      implements DataChange {}

  /// Not at all: the table is large and the statement cannot be cut.
  record Refused(String what, String fix) implements DataChange {}

  /// The strategy's name in a plan.
  default String strategy() {
    return switch (this) {
      case Whole whole -> "direct";
      case Batches batches -> "batched";
      case Refused refused -> "direct";
    };
  }

  static boolean writes(DirectStatement direct) {
    return Set.of("update", "delete", "insert", "merge").contains(direct.kind());
  }

  static DataChange of(Tables tables, DirectStatement direct) {
    if (!writes(direct) || direct.batching() == Batching.OFF) {
      return new Whole("");
    }
    Statement statement = Grammar.statement(direct.statement().text());
    Optional<RowStatement> rows = RowStatement.of(statement);
    if (rows.isEmpty()) {
      return direct.kind().equals("merge")
          ? merge(direct, tables, statement.tree())
          : new Whole("");
    }
    return decided(direct, tables, rows.get());
  }

  private static DataChange decided(DirectStatement direct, Tables tables, RowStatement rows) {
    boolean wanted = direct.batching() == Batching.ON;
    BatchObstacles obstacles = new BatchObstacles(tables, rows);
    Optional<DrivingTable> driver = DrivingTable.of(tables, rows.tree());
    boolean insert = rows.tree().is("InsertStmt");
    if (!wanted && (driver.isEmpty() || !driver.get().large() || obstacles.findsRowsByKey())) {
      return new Whole("");
    }
    Optional<String> obstacle =
        obstacles
            .first()
            .or(
                () ->
                    driver.isEmpty()
                        ? Optional.of("it has no table whose rows cut it")
                        : Optional.empty())
            .or(() -> driver.flatMap(one -> one.obstacle(rows.tree())));
    if (obstacle.isEmpty()) {
      try {
        return batches(tables, rows, driver.orElseThrow());
      } catch (RewriteException e) {
        obstacle = Optional.of("no place for a condition is found in it");
      }
    }
    return insert && !wanted
        ? new Whole("not in batches: " + obstacle.get())
        : refused(direct, obstacle.get());
  }

  private static DataChange batches(Tables tables, RowStatement rows, DrivingTable driver) {
    BatchKey key = driver.key().orElseThrow();
    Statement batch = rows.onlyWhere(Grammar.expression(key.condition(driver.alias()).text()));
    Effects effects = new Effects(tables, rows);
    return new Batches(
        Sql.verbatim(batch.text()),
        effects.target(),
        effects.columns(),
        key,
        effects.repeatable(),
        effects.notes());
  }

  private static DataChange merge(DirectStatement direct, Tables tables, Node tree) {
    boolean large = tables.find(tree.child("relation")).filter(Tables::large).isPresent();
    return large || direct.batching() == Batching.ON
        ? refused(direct, "it is a MERGE")
        : new Whole("");
  }

  private static DataChange refused(DirectStatement direct, String obstacle) {
    QualifiedName table = direct.target();
    return new Refused(
        "%s of large table \"%s\" cannot be cut into batches: %s"
            .formatted(direct.kind().toUpperCase(Locale.ROOT), table, obstacle),
        "write it without that; or write -- theseus:batch off before it, to run it as written in"
            + " one transaction, which keeps its rows locked until it commits");
  }
}

package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Severity;
import dev.theseus.check.Sizes;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.effect.Role;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Set;

/// One statement with everything around it.
///
/// @param file the file it stands in
/// @param statement the statement
/// @param effect what it does on this major
/// @param major the PostgreSQL major it is judged for
/// @param catalog the database before it runs
/// @param sizes how large tables are, where that is known
/// @param past what came before it in the same release
public record RuleContext(
    CheckedFile file,
    CheckedStatement statement,
    Effect effect,
    int major,
    CatalogView catalog,
    Sizes sizes,
    Past past) {

  private static final Set<Act> ROWS = Set.of(Act.INSERT, Act.UPDATE, Act.DELETE, Act.SELECT);
  private static final Set<Role> WORKED = Set.of(Role.TARGET, Role.READ);

  /// What came before a statement.
  ///
  /// @param transaction the statements before it in the same transaction, with their effects; empty
  ///   outside
  /// @param file all statements before it in the same file, with their effects
  /// @param fresh relations that the same release created: nobody uses them yet
  /// @param freshColumns columns that the same release added
  public record Past(
      List<Judged> transaction,
      List<Judged> file,
      Set<QualifiedName> fresh,
      Set<FreshColumn> freshColumns) {}

  /// A column that the same release added.
  public record FreshColumn(QualifiedName table, String column) {}

  /// Whether it is a way back that drops what its own way forward added.
  boolean takesBack(QualifiedName table, String column) {
    return file.circumstances().down()
        && past.freshColumns().contains(new FreshColumn(table, column));
  }

  /// Whether the same release created the relation, or it is a temporary one.
  boolean isFresh(QualifiedName relation) {
    return relation.schema().name().startsWith("pg_temp") || past.fresh().contains(relation);
  }

  /// Whether all tables that an action reads, writes or changes rows of are known to be small.
  boolean lastsShortly(Action action) {
    List<QualifiedName> worked =
        action.uses().stream()
            .filter(
                use ->
                    use.scans()
                        || use.rewrites()
                        || !use.rebuilt().isEmpty()
                        || (WORKED.contains(use.role()) && ROWS.contains(action.act())))
            .map(RelationUse::relation)
            .toList();
    return !worked.isEmpty() && worked.stream().allMatch(sizes::small);
  }

  /// A verdict on one action, with its facts.
  Verdict verdict(Action action, Severity severity, Advice advice) {
    return new Verdict(
        severity,
        action.certainty(),
        Spans.of(statement, action.part()),
        FactsText.of(action, sizes),
        advice.why(),
        advice.safeWay());
  }

  /// A verdict on the whole statement.
  Verdict verdict(Severity severity, String facts, String why, String safeWay) {
    return new Verdict(severity, Certainty.PROVED, statement.range(), facts, why, safeWay);
  }

  /// How the statements around came into one transaction, for messages.
  String joinedBy() {
    return switch (file.circumstances().joining()) {
      case NOBODY -> "BEGIN";
      case RUNNER ->
          file.circumstances().runner().isEmpty() ? "the runner" : file.circumstances().runner();
      case ONE_STRING -> "sending several statements as one string";
    };
  }
}

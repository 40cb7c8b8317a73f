package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// What PostgreSQL refuses whatever the rows are.
final class AlterTableFailures {
  private AlterTableFailures() {}

  /// @return why it is refused; empty when it is not
  static String of(List<Action> actions, Site site) {
    return actions.stream()
        .map(action -> of(action, site))
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String of(Action action, Site site) {
    QualifiedName table = action.table().orElse(null);
    if (table == null) {
      return "";
    }
    boolean partitioned = site.partitioned(table);
    Node constraint = action.node().find("def").filter(n -> n.is("Constraint")).orElse(null);
    boolean notValid = constraint != null && constraint.flag("skip_validation");
    return switch (action.act()) {
      case ADD_FOREIGN_KEY ->
          notValid && partitioned && site.major() < 18
              ? "a foreign key of a partitioned table cannot be NOT VALID before PostgreSQL 18"
              : "";
      case ADD_UNIQUE, ADD_PRIMARY_KEY, ADD_EXCLUDE -> {
        boolean existing = constraint != null && !constraint.text("indexname").isEmpty();
        yield existing && partitioned
            ? "ADD CONSTRAINT … USING INDEX does not work on partitioned tables"
            : "";
      }
      case ADD_NOT_NULL -> site.major() < 18 ? "ADD CONSTRAINT … NOT NULL needs PostgreSQL 18" : "";
      case ADD_COLUMN_VIRTUAL ->
          site.major() < 18 ? "virtual generated columns need PostgreSQL 18" : "";
      case SET_EXPRESSION -> site.major() < 17 ? "SET EXPRESSION needs PostgreSQL 17" : "";
      case DETACH_PARTITION ->
          action.node().child("def").flag("concurrent") && hasDefault(table, site)
              ? "DETACH … CONCURRENTLY does not work while there is a DEFAULT partition"
              : "";
      default -> "";
    };
  }

  private static boolean hasDefault(QualifiedName table, Site site) {
    return site.relation(table).flatMap(Relation::defaultPartition).isPresent();
  }
}

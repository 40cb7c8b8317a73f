package dev.theseus.check.rule;

import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;

/// Questions about the tables of one statement.
record Tables(RuleContext context) {

  boolean isPartitioned(Action action) {
    return action
        .table()
        .flatMap(name -> context.catalog().relation(name))
        .filter(relation -> relation.kind() == Relation.Kind.PARTITIONED)
        .isPresent();
  }

  QualifiedName name(Node rangeVar) {
    return context.catalog().resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }
}

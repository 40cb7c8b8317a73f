package dev.theseus.check.planned;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effects;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.effect.Role;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Compares what the steps declare with what their statements do, while they are judged: a strong
/// lock on a table in use that is not declared would be taken without anyone looking for who holds
/// it. Not thread-safe.
final class LockWitness implements CatalogSource {
  private final CatalogSource catalog;
  private final Map<String, Step> steps;
  private final int major;
  private final Set<QualifiedName> made = new HashSet<>();
  private Phase.Verb verb = Phase.Verb.START;
  private final List<PlanVerdict.Hazard> undeclared = new ArrayList<>();

  LockWitness(CatalogSource catalog, Map<String, Step> steps, int major) {
    this.catalog = catalog;
    this.steps = steps;
    this.major = major;
  }

  List<PlanVerdict.Hazard> undeclared() {
    return undeclared;
  }

  @Override
  public CatalogView view() {
    return catalog.view();
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    Step step = Objects.requireNonNull(steps.get(file.name()), file.name());
    if (step.phase().verb() != verb) {
      verb = step.phase().verb();
      made.clear();
    }
    Node tree = statement.statement().tree();
    Effects.of(tree, view(), major).relations().values().forEach(use -> compare(step, use));
    if (tree.is("CreateStmt")) {
      Node table = tree.child("relation");
      made.add(view().resolve(table.text("schemaname"), table.text("relname")));
    }
    return catalog.judged(file, statement);
  }

  @Override
  public String ended(CheckedFile file) {
    return catalog.ended(file);
  }

  /// Whoever looks for sessions in the way of a table looks at its partitions too.
  private void compare(Step step, RelationUse use) {
    QualifiedName name = use.relation();
    if (!use.lock().needsBudget() || use.role() == Role.PARTITION || !isUsed(name)) {
      return;
    }
    LockLevel declared =
        step.head().locks().stream()
            .filter(lock -> lock.object().equals(name))
            .map(LockUse::level)
            .reduce(LockLevel.NONE, (a, b) -> a.strongerThan(b) ? a : b);
    if (use.lock().strongerThan(declared)) {
      undeclared.add(
          new PlanVerdict.Hazard(
              step.id(),
              "undeclared-lock",
              "It takes %s on %s and declares %s."
                  .formatted(use.lock().sql(), name, declared.sql())));
    }
  }

  /// What the same command made is used by nobody yet.
  private boolean isUsed(QualifiedName name) {
    return !made.contains(name)
        && view().relation(name).map(Relation::kind).filter(Relation.Kind::isTable).isPresent();
  }
}

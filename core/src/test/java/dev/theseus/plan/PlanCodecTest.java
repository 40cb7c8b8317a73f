package dev.theseus.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.error.MigrationException;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanCodecTest {
  private static final QualifiedName TABLE = QualifiedName.of("Sho\"p", "Größe");
  private static final QualifiedName INDEX = QualifiedName.of("Sho\"p", "i");
  private static final Sql SQL = Sql.verbatim("SELECT '\u0001\\ -- \"x\"\n' -- end");

  private static StepHead head(int number) {
    return new StepHead(
        "step-" + number,
        List.of(Phase.values()).get(number % Phase.values().length),
        "Title " + number,
        List.of(
            new LockUse(
                List.of(LockLevel.values()).get(number % LockLevel.values().length),
                TABLE,
                true,
                false)),
        List.of("note"),
        number % 2 == 0 ? Optional.of(SQL) : Optional.empty());
  }

  private static PartitionedIndex partitioned(Optional<PartitionedIndex.Key> key) {
    return new PartitionedIndex(
        TABLE,
        INDEX,
        true,
        SQL,
        key,
        List.of(
            new PartitionedIndex.Part(TABLE, INDEX, INDEX, true, Optional.of(SQL)),
            new PartitionedIndex.Part(TABLE, INDEX, INDEX, false, Optional.empty())));
  }

  private static Step verifyAll(int n, List<Assignment> assignments, List<Identifier> names) {
    return new Step.Verify(
        head(n),
        TABLE,
        assignments,
        names,
        assignments,
        List.of(new Agreement(assignments, assignments, names)));
  }

  private static Plan everything() {
    List<Undo> undos =
        List.of(
            Undo.of(SQL, SQL),
            new Undo.Nothing(),
            new Undo.Stays("why"),
            new Undo.Restore("why"),
            new Undo.DropIndex(TABLE, INDEX),
            new Undo.CreateIndex(TABLE, INDEX, SQL),
            new Undo.AddConstraint(TABLE, Identifier.of("c"), SQL),
            new Undo.AddConstraint(
                TABLE,
                Identifier.of("c"),
                SQL,
                List.of(new Undo.OnPartition(INDEX, Identifier.of("d"), SQL)),
                Optional.of(SQL),
                Optional.of(SQL)),
            new Undo.DropPartitionedIndex(partitioned(Optional.empty())));
    List<Step> steps = new ArrayList<>();
    for (Undo undo : undos) {
      steps.add(new Step.Transaction(head(steps.size()), List.of(SQL), undo));
    }
    steps.add(
        new Step.Transaction(
            head(steps.size()),
            List.of(SQL),
            Undo.of(SQL),
            List.of(LockUse.brief(LockLevel.SHARE, INDEX))));
    steps.add(new Step.FindDuplicates(head(steps.size()), TABLE, INDEX, SQL));
    steps.add(new Step.CreateIndexConcurrently(head(steps.size()), TABLE, INDEX, SQL));
    steps.add(new Step.DropIndexConcurrently(head(steps.size()), TABLE, INDEX, new Undo.Nothing()));
    PartitionedIndex.Key key = new PartitionedIndex.Key("UNIQUE", SQL, " DEFERRABLE");
    steps.add(new Step.BuildPartitionedIndex(head(steps.size()), partitioned(Optional.of(key))));
    steps.add(
        new Step.DetachPartition(
            head(steps.size()),
            TABLE,
            INDEX,
            "(a > 1)",
            List.of(Identifier.of("c")),
            new Undo.Nothing()));
    steps.add(new Step.FindViolations(head(steps.size()), TABLE, Identifier.of("c"), SQL));
    steps.add(
        new Step.FindViolations(
            head(steps.size()), TABLE, Identifier.of("c"), SQL, Optional.of(INDEX)));
    steps.add(new Step.ValidateConstraint(head(steps.size()), TABLE, Identifier.of("c"), "x"));
    List<Assignment> assignments =
        Arrays.stream(Assignment.Rule.values())
            .map(rule -> new Assignment(Identifier.of("a"), Expression.of("b + 1"), rule))
            .toList();
    List<Identifier> names = List.of(Identifier.of("t"));
    steps.add(new Step.Backfill(head(steps.size()), TABLE, assignments, names));
    steps.add(new Step.Verify(head(steps.size()), TABLE, assignments, names));
    steps.add(verifyAll(steps.size(), assignments, names));
    steps.add(new Step.Standalone(head(steps.size()), SQL, new Undo.Nothing()));
    steps.add(new Step.Standalone(head(steps.size()), SQL, new Undo.Nothing(), true));
    steps.add(
        new Step.ChangeRows(
            head(steps.size()),
            SQL,
            SQL,
            TABLE,
            names,
            new BatchKey(
                TABLE,
                true,
                List.of(new BatchKey.Part(names.getFirst(), TypeName.of("\"Sho\".t")))),
            true,
            new Undo.Stays("why")));
    return new Plan(
        "r1",
        new ServerVersion(180004),
        Identifier.of("Sho\"p"),
        Optional.of(new Version(Identifier.of("v2"), Identifier.of("Sho\"p"))),
        List.of(new Plan.Source("V1.sql:1", "ALTER …", "direct")),
        steps,
        List.of("careful"));
  }

  @Test
  void readsWhatItWrote() {
    Plan plan = everything();

    assertThat(PlanCodec.read(PlanCodec.write(plan))).isEqualTo(plan);
    assertThat(PlanCodec.hash(PlanCodec.read(PlanCodec.write(plan))))
        .isEqualTo(PlanCodec.hash(plan))
        .hasSize(64);
  }

  @Test
  void knowsEveryKindOfStepAndUndo() {
    Plan plan = everything();
    Set<Class<?>> steps = plan.steps().stream().map(Step::getClass).collect(Collectors.toSet());
    Set<Class<?>> undos =
        plan.steps().stream().map(step -> step.undo().getClass()).collect(Collectors.toSet());

    assertThat(steps).containsExactlyInAnyOrder(Step.class.getPermittedSubclasses());
    assertThat(undos).containsExactlyInAnyOrder(Undo.class.getPermittedSubclasses());
  }

  @Test
  void keepsAPlanWithoutVersion() {
    Plan plan =
        new Plan(
            "r1",
            ServerVersion.ofMajor(14),
            Identifier.of("public"),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of());

    assertThat(PlanCodec.write(plan))
        .isEqualTo(
            "{\"format\":1,\"name\":\"r1\",\"server\":140000,\"base\":\"public\",\"sources\":[],"
                + "\"steps\":[],\"warnings\":[]}");
    assertThat(PlanCodec.read(PlanCodec.write(plan))).isEqualTo(plan);
  }

  @Test
  void saysWhatItCannotRead() {
    assertThatThrownBy(() -> PlanCodec.read("{\"format\":9}"))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "the stored plan cannot be read: its format is 9; use the release of Theseus that made"
                + " the plan, or a newer one");
  }
}

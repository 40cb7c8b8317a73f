package dev.theseus.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.model.Explorer.Result;
import dev.theseus.model.Move.Lock;
import dev.theseus.model.Move.Work;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every order in which two clients of either version and the engine can take their steps, around
/// one row: none loses a write, shows a version a value it ought not to read, or makes a statement
/// fail. A protocol with one thing wrong is found out.
final class InterleavingTest {
  private static final Identifier BASE = Identifier.of("public");

  @ParameterizedTest
  @EnumSource(names = {"OLD_ONLY", "OLD_ONLY_WHERE_DUE"})
  void noOrderOfStepsLosesAWrite(Trigger oldOnly, TestReporter reporter) {
    Result result = new Explorer(Protocol.planned(oldOnly)).explore();

    reporter.publishEntry("worlds", Integer.toString(result.worlds()));
    assertThat(result.violation()).isEmpty();
    assertThat(result.worlds()).isGreaterThan(50_000);
  }

  /// The model is of what is planned: as many steps, which keep writers out where the model says
  /// so.
  @EachMajor
  void theStepsAreThoseOfAPlan(TestDatabase database) {
    database.sql("CREATE TABLE t (id int PRIMARY KEY, value int NOT NULL, shared int)");
    String change =
        """
        -- theseus:up   t.value = value::bigint * 10
        -- theseus:down t.value = (value / 10)::int
        ALTER TABLE t ALTER COLUMN value TYPE bigint USING value::bigint * 10;
        """;
    Plan plan =
        Planner.plan(
            new Release(
                "v1",
                BASE,
                List.of(new MigrationReader(ReaderOptions.defaults()).read("v1.sql", change))),
            Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));

    List<Step> planned = plan.steps().stream().filter(it -> it.phase() != Phase.CONTRACT).toList();

    assertThat(planned.stream().map(it -> locks(it.head().locks())))
        .containsExactlyElementsOf(
            Protocol.planned().steps().stream().map(it -> it.forward().lock()).toList());
    assertThat(planned.stream().map(InterleavingTest::back))
        .containsExactlyElementsOf(
            Protocol.planned().steps().stream().map(it -> it.back().map(Move::lock)).toList());
    assertThat(planned.stream().map(it -> it instanceof Step.Backfill))
        .containsExactlyElementsOf(
            Protocol.planned().steps().stream()
                .map(it -> it.forward().work() == Work.FILL)
                .toList());
  }

  private static Lock locks(List<LockUse> uses) {
    return uses.stream()
            .filter(it -> it.object().equals(QualifiedName.of("public", "t")))
            .anyMatch(it -> it.level().compareTo(LockLevel.SHARE_ROW_EXCLUSIVE) >= 0)
        ? Lock.STRONG
        : Lock.WEAK;
  }

  private static Optional<Lock> back(Step step) {
    return step.undo() instanceof Undo.Nothing
        ? Optional.empty()
        : Optional.of(locks(step.undoLocks()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongProtocols")
  void aWrongProtocolIsFoundOut(String what, Protocol wrong, String found, TestReporter reporter) {
    Result result = new Explorer(wrong).explore();

    assertThat(result.violation()).as(what).isNotEmpty();
    reporter.publishEntry(what, String.join("; ", result.violation()));
    assertThat(result.violation().getLast()).contains(found);
  }

  static Stream<Arguments> wrongProtocols() {
    Protocol right = Protocol.planned();
    return Stream.of(
        wrong(
            "the trigger comes behind the fill",
            right
                .withForward(
                    Protocol.COLUMN,
                    Move.catalog(Protocol.COLUMN, Lock.STRONG, it -> it.withColumn(Trigger.NONE)))
                .withStepAfter(
                    Protocol.FILL,
                    Move.catalog("trigger", Lock.STRONG, it -> it.with(Trigger.OLD_ONLY))),
            "finds"),
        wrong("nothing is filled", right.without(Protocol.FILL), "finds"),
        wrong(
            "the fill stores what it read before",
            right.withForward(Protocol.FILL, Move.rows(Protocol.FILL, Work.READ_AND_FILL)),
            "finds"),
        wrong(
            "the new version is published before both ways are kept",
            right.swapped(Protocol.BOTH_WAYS, Protocol.PUBLISH),
            "the new version reads"),
        wrong(
            "a fill runs while both versions are live",
            right.withStepAfter(Protocol.PUBLISH, Move.rows("fill again", Work.FILL)),
            "the new version reads"),
        wrong(
            "the function is replaced without waiting for writers",
            right.withForward(
                Protocol.BOTH_WAYS,
                Move.catalog(Protocol.BOTH_WAYS, Lock.WEAK, it -> it.with(Trigger.BOTH))),
            "the new version reads"),
        wrong(
            "the way back does not wait for those who use the view",
            right.withBack(
                Protocol.PUBLISH,
                Move.catalog("unpublish", Lock.WEAK, it -> it.withPublished(false))),
            "the view is gone"),
        wrong(
            "the path alone tells who wrote",
            right.withForward(
                Protocol.BOTH_WAYS,
                Move.catalog(Protocol.BOTH_WAYS, Lock.STRONG, it -> it.with(Trigger.BY_PATH))),
            "the new version reads"),
        wrong(
            "behind complete old writes are not carried over",
            right.with(
                Protocol.REQUIRE,
                Move.catalog(
                    Protocol.REQUIRE,
                    Lock.STRONG,
                    it -> it.withRequired(true).with(Trigger.FRESH_ONLY)),
                Move.catalog(
                    "allow empty", Lock.STRONG, it -> it.withRequired(false).with(Trigger.BOTH))),
            "the new version reads"),
        wrong("contract waits for nobody", right.withoutGate(), "the old column is gone"));
  }

  private static Arguments wrong(String what, Protocol protocol, String found) {
    return Arguments.of(what, protocol, found);
  }
}

package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.OutcomeUnknown;
import dev.theseus.error.ProblemCode;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class NonTransactionalTest {
  private static final QualifiedName UNIQUE = QualifiedName.of("public", "items_unique");

  private static Plan plan(TestDatabase database, Step... steps) {
    return PricePlan.plan("r1", database.major(), List.of(steps));
  }

  private static Engine engine(TestDatabase database) {
    return new Engine(EngineSettings.defaults(database.dataSource()), Pacing.standard());
  }

  private static Step uniqueIndex() {
    return new Step.CreateIndexConcurrently(
        PricePlan.head("unique", Phase.EXPAND),
        PricePlan.ITEMS,
        UNIQUE,
        Sql.verbatim("CREATE UNIQUE INDEX CONCURRENTLY items_unique ON items (price)"));
  }

  @EachMajor
  void namesDuplicatesAndLeavesNoInvalidIndex(TestDatabase database) {
    PricePlan.prepare(database);
    database.sql("INSERT INTO items VALUES (1001, 0.03)");
    Engine engine = engine(database);

    assertThatThrownBy(() -> engine.start(plan(database, uniqueIndex())))
        .isInstanceOfSatisfying(
            DatabaseFailure.class,
            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.VALIDATION_FAILED))
        .hasMessageContaining(
            "unique index public.items_unique cannot be built, public.items has duplicates")
        .hasMessageContaining("(price)=(0.03");
    assertThat(database.one("SELECT to_regclass('items_unique')")).isNull();

    database.sql("DELETE FROM items WHERE id = 1001");
    assertThat(engine.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_index WHERE indisvalid AND indisunique"
                    + " AND indexrelid = 'items_unique'::regclass"))
        .isEqualTo(1);
  }

  @PostgresTest
  void repairsAnInvalidLeftover(TestDatabase database) {
    PricePlan.prepare(database);
    database.sql(
        """
        CREATE UNIQUE INDEX items_unique ON items (price);
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'items_unique'::regclass
        """);
    assertThat(new Observer(database.dataSource()).doctor())
        .extracting(Diagnosis::check)
        .contains("invalid-index");

    engine(database).start(plan(database, uniqueIndex()));

    assertThat(
            database.one(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_unique'::regclass"))
        .isEqualTo("t");
    engine(database).rollback();
    assertThat(database.one("SELECT to_regclass('items_unique')")).isNull();
  }

  @PostgresTest
  void saysThatTheOutcomeOfAStandaloneStatementIsUnknown(TestDatabase database) {
    PricePlan.prepare(database);
    database.sql("CREATE TYPE mood AS ENUM ('sad')");
    Step step =
        new Step.Standalone(
            PricePlan.head("value", Phase.EXPAND),
            Sql.verbatim("ALTER TYPE mood ADD VALUE 'ok'"),
            new Undo.Stays("a value cannot be removed from an enum"));
    Engine engine =
        new Engine(
            EngineSettings.defaults(database.dataSource()),
            new BackfillRows(Pacing.standard()),
            (point, id, session) -> {
              if (point == Seam.Point.BEFORE_COMMIT) {
                database.sql("SELECT pg_terminate_backend(%d)".formatted(session.pid()));
              }
            });

    assertThatThrownBy(() -> engine.start(plan(database, step)))
        .isInstanceOf(OutcomeUnknown.class)
        .hasMessage(
            "nobody knows whether this statement took effect before the connection was lost:"
                + " `ALTER TYPE mood ADD VALUE 'ok'` (step value); look whether it did, say so with"
                + " `theseus settle value --done` or `--not-done`, then run `theseus resume`");
    Engine next = engine(database);
    assertThatThrownBy(next::resume).isInstanceOf(OutcomeUnknown.class);
    assertThatThrownBy(next::rollback).isInstanceOf(OutcomeUnknown.class);
    next.settle("value", true);
    assertThat(next.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
  }

  @PostgresTest
  void triesAStandaloneStatementAgainThatTheServerRefused(TestDatabase database) {
    PricePlan.prepare(database);
    Step step =
        new Step.Standalone(
            PricePlan.head("value", Phase.EXPAND),
            Sql.verbatim("ALTER TYPE mood ADD VALUE 'ok'"),
            new Undo.Stays("a value cannot be removed from an enum"));
    Engine engine = engine(database);

    assertThatThrownBy(() -> engine.start(plan(database, step)))
        .hasMessageStartingWith("type \"mood\" does not exist [42704]");
    database.sql("CREATE TYPE mood AS ENUM ('sad')");

    assertThat(engine.resume().state()).isEqualTo(MigrationState.STARTED);
  }

  @PostgresTest
  void putsADroppedCheckBackUnlessRowsBreakIt(TestDatabase database) {
    PricePlan.prepare(database);
    database.sql("ALTER TABLE items ADD CONSTRAINT positive CHECK (price > 0)");
    Step step =
        new Step.Transaction(
            PricePlan.head("constraint", Phase.STOP_OLD_WRITES, PricePlan.exclusive()),
            List.of(Sql.verbatim("ALTER TABLE items DROP CONSTRAINT positive")),
            new Undo.AddConstraint(
                PricePlan.ITEMS,
                Identifier.of("positive"),
                Sql.verbatim(
                    "ALTER TABLE items ADD CONSTRAINT positive CHECK (price > 0) NOT VALID")));
    Engine engine = engine(database);
    engine.start(plan(database, step));
    engine.complete();
    engine.rollback();
    assertThat(validated(database)).isEqualTo("true");
    engine.complete();
    database.sql("INSERT INTO items VALUES (1001, -1)");
    engine.rollback();
    assertThat(validated(database)).isNull();
  }

  private static @Nullable String validated(TestDatabase database) {
    return database.one(
        "SELECT max(convalidated::text) FROM pg_constraint WHERE conname = 'positive'");
  }
}

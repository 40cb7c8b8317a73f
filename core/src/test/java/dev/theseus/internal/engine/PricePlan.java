package dev.theseus.internal.engine;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.plan.Undo;
import dev.theseus.plan.Version;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A hand-made plan that has every kind of step but Standalone: `items.price` becomes
/// `items.price_cents`.
final class PricePlan {
  static final QualifiedName ITEMS = QualifiedName.of("public", "items");
  static final QualifiedName NEW_INDEX = QualifiedName.of("public", "items_cents");
  static final QualifiedName OLD_INDEX = QualifiedName.of("public", "items_price");
  private static final int ROWS = 500;

  private PricePlan() {}

  /// The table, as the application made it.
  static void prepare(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE items (id bigint PRIMARY KEY, price numeric NOT NULL);
        CREATE INDEX items_price ON items (price);
        INSERT INTO items SELECT i, i / 100.0 FROM generate_series(1, %d) i
        """
            .formatted(ROWS));
  }

  static Plan of(TestDatabase database) {
    return plan("r1", database.major(), steps());
  }

  static Plan plan(String name, int major, List<Step> steps) {
    return new Plan(
        name,
        ServerVersion.ofMajor(major),
        Identifier.of("public"),
        Optional.of(new Version(Identifier.of("v2"), Identifier.of("public"))),
        List.of(new Plan.Source("V1.sql:1", "ALTER TABLE …", "expand/contract")),
        steps,
        List.of("a warning"));
  }

  static StepHead head(String id, Phase phase, LockUse... locks) {
    return new StepHead(id, phase, "title of " + id, List.of(locks), List.of());
  }

  static LockUse exclusive() {
    return LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, ITEMS);
  }

  static Step transaction(StepHead head, String statements, String undo) {
    return new Step.Transaction(head, sql(statements), new Undo.Statements(sql(undo)));
  }

  private static List<Sql> sql(String text) {
    return Arrays.stream(text.split(";;\n")).map(Sql::verbatim).toList();
  }

  static List<Step> steps() {
    List<Step> steps = new ArrayList<>(expand());
    steps.addAll(fill());
    steps.addAll(finish());
    return steps;
  }

  private static List<Step> expand() {
    return List.of(
        transaction(
            head("column", Phase.EXPAND, exclusive()),
            """
            ALTER TABLE items ADD COLUMN price_cents bigint;;
            CREATE FUNCTION theseus.items_sync() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN NEW.price_cents := (NEW.price * 100)::bigint; RETURN NEW; END $$;;
            CREATE TRIGGER "~theseus_sync" BEFORE INSERT OR UPDATE OF price ON items
            FOR EACH ROW EXECUTE FUNCTION theseus.items_sync()
            """,
            """
            DROP TRIGGER "~theseus_sync" ON items;;
            DROP FUNCTION theseus.items_sync();;
            ALTER TABLE items DROP COLUMN price_cents
            """),
        new Step.CreateIndexConcurrently(
            head("index", Phase.EXPAND, LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, ITEMS)),
            ITEMS,
            NEW_INDEX,
            Sql.verbatim("CREATE INDEX CONCURRENTLY items_cents ON public.items (price_cents)")),
        transaction(
            head("check", Phase.DUAL_WRITE, exclusive()),
            "ALTER TABLE items ADD CONSTRAINT cents CHECK (price_cents IS NOT NULL) NOT VALID",
            "ALTER TABLE items DROP CONSTRAINT cents"));
  }

  private static List<Step> fill() {
    List<Assignment> assignments =
        List.of(
            new Assignment(
                Identifier.of("price_cents"),
                Expression.of("(price * 100)::bigint"),
                Assignment.Rule.DIFFERS));
    return List.of(
        new Step.Backfill(head("fill", Phase.BACKFILL), ITEMS, assignments, List.of()),
        new Step.Verify(
            head("verify", Phase.BACKFILL),
            ITEMS,
            assignments,
            List.of(Identifier.of("price_cents"))),
        new Step.ValidateConstraint(
            head(
                "validate",
                Phase.BACKFILL,
                LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, ITEMS)),
            ITEMS,
            Identifier.of("cents")),
        transaction(
            head("publish", Phase.SWITCH_READS),
            """
            CREATE SCHEMA v2;;
            CREATE VIEW v2.items AS SELECT id, price_cents AS price FROM items
            """,
            "DROP SCHEMA v2 CASCADE"));
  }

  private static List<Step> finish() {
    return List.of(
        transaction(
            head("retire", Phase.STOP_OLD_WRITES, exclusive()),
            "ALTER TABLE items ALTER COLUMN price DROP NOT NULL",
            "ALTER TABLE items ALTER COLUMN price SET NOT NULL"),
        new Step.DropIndexConcurrently(
            head("old-index", Phase.STOP_OLD_WRITES),
            ITEMS,
            OLD_INDEX,
            new Undo.CreateIndex(
                ITEMS,
                OLD_INDEX,
                Sql.verbatim("CREATE INDEX CONCURRENTLY items_price ON public.items (price)"))),
        new Step.Transaction(
            head("drop", Phase.CONTRACT, exclusive()),
            sql(
                """
                DROP TRIGGER "~theseus_sync" ON items;;
                DROP FUNCTION theseus.items_sync();;
                ALTER TABLE items DROP COLUMN price
                """),
            new Undo.Restore("the column is gone")));
  }
}

package dev.theseus.cli;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.check.RuleId;
import dev.theseus.check.planned.PlanVerdict;
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
import java.util.List;
import java.util.Optional;

/// A plan with a step of most kinds, for what is shown of plans.
final class PlanSample {
  private static final QualifiedName TABLE = QualifiedName.of("public", "Order");
  private static final QualifiedName INDEX = QualifiedName.of("public", "by_name");
  private static final List<Assignment> FILL =
      List.of(
          new Assignment(
              Identifier.of("cents"), Expression.of("price * 100"), Assignment.Rule.DIFFERS));

  private PlanSample() {}

  /// With what its own check says.
  static CheckedPlan checked() {
    return new CheckedPlan(
        plan(),
        Optional.of(
            new PlanVerdict(
                9,
                List.of(new PlanVerdict.Hazard("drop", "drop-column", "It takes too long.")),
                List.of(
                    new PlanVerdict.Allowed("add", RuleId.of("trigger-lock"), "it is brief")))));
  }

  static Plan plan() {
    return new Plan(
        "V7__price",
        new ServerVersion(180001),
        Identifier.of("public"),
        Optional.of(new Version(Identifier.of("public_v7_price"), Identifier.of("public"))),
        List.of(
            new Plan.Source(
                "V7__price.sql:3",
                "ALTER TABLE \"Order\"\n  ALTER COLUMN price TYPE bigint",
                "expand/contract"),
            new Plan.Source(
                "V7__price.sql:5", "CREATE INDEX by_name ON \"Order\" (name)", "online")),
        steps(),
        List.of("an old view reads the column"));
  }

  private static List<Step> steps() {
    Identifier check = Identifier.of("positive");
    LockUse strong = LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, TABLE);
    LockUse weak = LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, TABLE);
    Sql addCheck =
        Sql.of("ALTER TABLE \"Order\" ADD CONSTRAINT positive CHECK (price > 0) NOT VALID");
    return List.of(
        new Step.Transaction(
            head("add", Phase.EXPAND, "add column cents", strong),
            List.of(Sql.of("ALTER TABLE \"Order\"\n  ADD COLUMN cents bigint"), Sql.of("SELECT 1")),
            Undo.of(Sql.of("ALTER TABLE \"Order\" DROP COLUMN cents"))),
        new Step.Backfill(
            head(
                "fill",
                Phase.BACKFILL,
                "fill cents",
                LockUse.brief(LockLevel.ROW_EXCLUSIVE, TABLE)),
            TABLE,
            FILL,
            List.of()),
        new Step.Verify(
            head(
                "verify",
                Phase.BACKFILL,
                "verify cents",
                LockUse.scanning(LockLevel.ACCESS_SHARE, TABLE)),
            TABLE,
            FILL,
            List.of(Identifier.of("cents"))),
        new Step.CreateIndexConcurrently(
            head("index", Phase.BACKFILL, "build index by_name", weak),
            TABLE,
            INDEX,
            Sql.of("CREATE INDEX CONCURRENTLY by_name ON \"Order\" (name)")),
        new Step.ValidateConstraint(
            head("validate", Phase.BACKFILL, "validate positive", weak), TABLE, check),
        new Step.Standalone(
            new StepHead(
                "value",
                Phase.SWITCH_READS,
                "add enum value",
                List.of(),
                List.of("cannot go back")),
            Sql.of("ALTER TYPE mood ADD VALUE 'sad'"),
            new Undo.Stays("a value of an enum cannot be removed")),
        new Step.Transaction(
            head("check", Phase.STOP_OLD_WRITES, "drop the old check", strong),
            List.of(Sql.of("ALTER TABLE \"Order\" DROP CONSTRAINT positive")),
            new Undo.AddConstraint(TABLE, check, addCheck)),
        new Step.DropIndexConcurrently(
            head("unindex", Phase.CONTRACT, "drop the old index", weak),
            TABLE,
            INDEX,
            new Undo.Restore("the column is gone")),
        new Step.Transaction(
            head(
                "drop",
                Phase.CONTRACT,
                "drop column price",
                new LockUse(LockLevel.ACCESS_EXCLUSIVE, TABLE, false, true)),
            List.of(Sql.of("ALTER TABLE \"Order\" DROP COLUMN price")),
            new Undo.Restore("its values are gone")));
  }

  private static StepHead head(String id, Phase phase, String title, LockUse lock) {
    return new StepHead(id, phase, title, List.of(lock), List.of());
  }
}

package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanRenderingTest {
  @Test
  void showsPhasesStepsLocksAndTheWayBack() {
    assertThat(plain(PlanText.of(PlanSample.checked())))
        .isEqualTo(
            """
            Plan V7__price for PostgreSQL 18.1, schema public
            New version: search_path = "public_v7_price", "public"

            place            strategy         statement
            V7__price.sql:3  expand/contract  ALTER TABLE "Order" ALTER COLUMN price TYPE bigint
            V7__price.sql:5  online           CREATE INDEX by_name ON "Order" (name)

            1 expand (theseus start)
              add  add column cents
                  lock  ACCESS EXCLUSIVE on public.Order
                  sql   ALTER TABLE "Order"
                          ADD COLUMN cents bigint;
                        SELECT 1;
                  undo  ALTER TABLE "Order" DROP COLUMN cents;

            3 backfill (theseus start)
              fill  fill cents
                  lock  ROW EXCLUSIVE on public.Order
                  how   in block ranges, each a transaction of its own
                  sql   UPDATE "public"."Order"
                          SET "cents" = (price * 100)
                          WHERE ("cents" IS DISTINCT FROM (price * 100));
                  undo  nothing to take back
              verify  verify cents
                  lock  ACCESS SHARE on public.Order, reads the whole table
                  how   in block ranges, each a transaction of its own
                  sql   SELECT count(*) FROM "public"."Order"
                          WHERE (("cents" IS DISTINCT FROM (price * 100)) OR ("cents" IS NULL));
                  undo  nothing to take back
              index  build index by_name
                  lock  SHARE UPDATE EXCLUSIVE on public.Order, reads the whole table
                  sql   CREATE INDEX CONCURRENTLY by_name ON "Order" (name);
                  undo  DROP INDEX CONCURRENTLY IF EXISTS "public"."by_name";
              validate  validate positive
                  lock  SHARE UPDATE EXCLUSIVE on public.Order, reads the whole table
                  sql   ALTER TABLE "public"."Order" VALIDATE CONSTRAINT "positive";
                  undo  nothing to take back

            4 switch reads (theseus start)
              value  add enum value
                  lock  none that others could wait for
                  sql   ALTER TYPE mood ADD VALUE 'sad';
                  undo  stays: a value of an enum cannot be removed
                  note  cannot go back

            5 stop old writes (theseus complete)
              check  drop the old check
                  lock  ACCESS EXCLUSIVE on public.Order
                  sql   ALTER TABLE "Order" DROP CONSTRAINT positive;
                  undo  ALTER TABLE "Order" ADD CONSTRAINT positive CHECK (price > 0) NOT VALID;
                        ALTER TABLE "public"."Order" VALIDATE CONSTRAINT "positive";

            6 contract (theseus contract)
              unindex  drop the old index
                  lock  SHARE UPDATE EXCLUSIVE on public.Order, reads the whole table
                  sql   DROP INDEX CONCURRENTLY IF EXISTS "public"."by_name";
                  undo  only from a backup: the column is gone
              drop  drop column price
                  lock  ACCESS EXCLUSIVE on public.Order, rewrites it
                  sql   ALTER TABLE "Order" DROP COLUMN price;
                  undo  only from a backup: its values are gone

            checked: 9 statements, 1 hazard
            hazard: drop: It takes too long. (drop-column)
            warning: an old view reads the column
            """
                .stripTrailing());
  }

  @Test
  void summarisesBeforeStarting() {
    assertThat(plain(PlanText.summary(PlanSample.checked())))
        .isEqualTo(
            """
            Plan V7__price for PostgreSQL 18.1, schema public
            New version: search_path = "public_v7_price", "public"

            place            strategy         statement
            V7__price.sql:3  expand/contract  ALTER TABLE "Order" ALTER COLUMN price TYPE bigint
            V7__price.sql:5  online           CREATE INDEX by_name ON "Order" (name)

            theseus start: 6 steps
            theseus complete: 1 step
            theseus contract: 2 steps
            checked: 9 statements, 1 hazard
            hazard: drop: It takes too long. (drop-column)
            warning: an old view reads the column
            """
                .stripTrailing());
  }

  @Test
  void writesSqlForReview() {
    assertThat(PlanScript.of(PlanSample.plan()))
        .isEqualTo(
            """
            -- plan V7__price for PostgreSQL 18.1
            -- For reading: theseus start runs it with lock budgets, in chunks, and records it.

            -- 1 expand (theseus start)

            -- add: add column cents
            -- ACCESS EXCLUSIVE on public.Order
            BEGIN;
            ALTER TABLE "Order"
              ADD COLUMN cents bigint;
            SELECT 1;
            COMMIT;

            -- 3 backfill (theseus start)

            -- fill: fill cents
            -- ROW EXCLUSIVE on public.Order
            -- in block ranges, each a transaction of its own
            UPDATE "public"."Order"
              SET "cents" = (price * 100)
              WHERE ("cents" IS DISTINCT FROM (price * 100));

            -- verify: verify cents
            -- ACCESS SHARE on public.Order
            -- in block ranges, each a transaction of its own
            SELECT count(*) FROM "public"."Order"
              WHERE (("cents" IS DISTINCT FROM (price * 100)) OR ("cents" IS NULL));

            -- index: build index by_name
            -- SHARE UPDATE EXCLUSIVE on public.Order
            CREATE INDEX CONCURRENTLY by_name ON "Order" (name);

            -- validate: validate positive
            -- SHARE UPDATE EXCLUSIVE on public.Order
            ALTER TABLE "public"."Order" VALIDATE CONSTRAINT "positive";

            -- 4 switch reads (theseus start)

            -- value: add enum value
            ALTER TYPE mood ADD VALUE 'sad';

            -- 5 stop old writes (theseus complete)

            -- check: drop the old check
            -- ACCESS EXCLUSIVE on public.Order
            BEGIN;
            ALTER TABLE "Order" DROP CONSTRAINT positive;
            COMMIT;

            -- 6 contract (theseus contract)

            -- unindex: drop the old index
            -- SHARE UPDATE EXCLUSIVE on public.Order
            DROP INDEX CONCURRENTLY IF EXISTS "public"."by_name";

            -- drop: drop column price
            -- ACCESS EXCLUSIVE on public.Order
            BEGIN;
            ALTER TABLE "Order" DROP COLUMN price;
            COMMIT;
            """
                .stripTrailing());
  }

  @Test
  void cannotBeLedOutOfACommentByAName() {
    Plan odd =
        new Plan(
            "a\nDROP TABLE x;",
            ServerVersion.ofMajor(18),
            Identifier.of("public"),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of());

    assertThat(PlanScript.of(odd)).startsWith("-- plan a DROP TABLE x; for PostgreSQL 18.0\n");
  }

  @Test
  void writesJson() {
    CapturedRun run =
        CapturedRun.printing(console -> PlanCommand.print(console, PlanSample.checked()));

    assertThat(run.out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.plan/1",
              "name" : "V7__price",
              "hash" : "%s",
              "server" : "18.1",
              "baseSchema" : "public",
              "version" : {
                "schema" : "public_v7_price",
                "searchPath" : "\\"public_v7_price\\", \\"public\\""
              },
              "statements" : [ {
                "place" : "V7__price.sql:3",
                "strategy" : "expand/contract",
                "statement" : "ALTER TABLE \\"Order\\"\\n  ALTER COLUMN price TYPE bigint"
              }, {
                "place" : "V7__price.sql:5",
                "strategy" : "online",
                "statement" : "CREATE INDEX by_name ON \\"Order\\" (name)"
              } ],
              "steps" : [ {
                "id" : "add",
                "phase" : "expand",
                "command" : "start",
                "title" : "add column cents",
                "transaction" : true,
                "locks" : [ {
                  "level" : "ACCESS EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : false,
                  "rewrites" : false
                } ],
                "sql" : [ "ALTER TABLE \\"Order\\"\\n  ADD COLUMN cents bigint", "SELECT 1" ],
                "undo" : {
                  "kind" : "statements",
                  "sql" : [ "ALTER TABLE \\"Order\\" DROP COLUMN cents" ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "fill",
                "phase" : "backfill",
                "command" : "start",
                "title" : "fill cents",
                "transaction" : false,
                "locks" : [ {
                  "level" : "ROW EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : false,
                  "rewrites" : false
                } ],
                "sql" : [ "UPDATE \\"public\\".\\"Order\\"\\n  SET \\"cents\\" = (price * 100)\\n  WHERE (\\"cents\\" IS DISTINCT FROM (price * 100))" ],
                "undo" : {
                  "kind" : "nothing",
                  "sql" : [ ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "verify",
                "phase" : "backfill",
                "command" : "start",
                "title" : "verify cents",
                "transaction" : false,
                "locks" : [ {
                  "level" : "ACCESS SHARE",
                  "object" : "public.Order",
                  "scans" : true,
                  "rewrites" : false
                } ],
                "sql" : [ "SELECT count(*) FROM \\"public\\".\\"Order\\"\\n  WHERE ((\\"cents\\" IS DISTINCT FROM (price * 100)) OR (\\"cents\\" IS NULL))" ],
                "undo" : {
                  "kind" : "nothing",
                  "sql" : [ ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "index",
                "phase" : "backfill",
                "command" : "start",
                "title" : "build index by_name",
                "transaction" : false,
                "locks" : [ {
                  "level" : "SHARE UPDATE EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : true,
                  "rewrites" : false
                } ],
                "sql" : [ "CREATE INDEX CONCURRENTLY by_name ON \\"Order\\" (name)" ],
                "undo" : {
                  "kind" : "statements",
                  "sql" : [ "DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"by_name\\"" ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "validate",
                "phase" : "backfill",
                "command" : "start",
                "title" : "validate positive",
                "transaction" : false,
                "locks" : [ {
                  "level" : "SHARE UPDATE EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : true,
                  "rewrites" : false
                } ],
                "sql" : [ "ALTER TABLE \\"public\\".\\"Order\\" VALIDATE CONSTRAINT \\"positive\\"" ],
                "undo" : {
                  "kind" : "nothing",
                  "sql" : [ ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "value",
                "phase" : "switch-reads",
                "command" : "start",
                "title" : "add enum value",
                "transaction" : false,
                "locks" : [ ],
                "sql" : [ "ALTER TYPE mood ADD VALUE 'sad'" ],
                "undo" : {
                  "kind" : "stays",
                  "sql" : [ ],
                  "reason" : "a value of an enum cannot be removed",
                  "locks" : [ ]
                },
                "notes" : [ "cannot go back" ]
              }, {
                "id" : "check",
                "phase" : "stop-old-writes",
                "command" : "complete",
                "title" : "drop the old check",
                "transaction" : true,
                "locks" : [ {
                  "level" : "ACCESS EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : false,
                  "rewrites" : false
                } ],
                "sql" : [ "ALTER TABLE \\"Order\\" DROP CONSTRAINT positive" ],
                "undo" : {
                  "kind" : "statements",
                  "sql" : [ "ALTER TABLE \\"Order\\" ADD CONSTRAINT positive CHECK (price > 0) NOT VALID", "ALTER TABLE \\"public\\".\\"Order\\" VALIDATE CONSTRAINT \\"positive\\"" ],
                  "reason" : "",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "unindex",
                "phase" : "contract",
                "command" : "contract",
                "title" : "drop the old index",
                "transaction" : false,
                "locks" : [ {
                  "level" : "SHARE UPDATE EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : true,
                  "rewrites" : false
                } ],
                "sql" : [ "DROP INDEX CONCURRENTLY IF EXISTS \\"public\\".\\"by_name\\"" ],
                "undo" : {
                  "kind" : "restore",
                  "sql" : [ ],
                  "reason" : "the column is gone",
                  "locks" : [ ]
                },
                "notes" : [ ]
              }, {
                "id" : "drop",
                "phase" : "contract",
                "command" : "contract",
                "title" : "drop column price",
                "transaction" : true,
                "locks" : [ {
                  "level" : "ACCESS EXCLUSIVE",
                  "object" : "public.Order",
                  "scans" : false,
                  "rewrites" : true
                } ],
                "sql" : [ "ALTER TABLE \\"Order\\" DROP COLUMN price" ],
                "undo" : {
                  "kind" : "restore",
                  "sql" : [ ],
                  "reason" : "its values are gone",
                  "locks" : [ ]
                },
                "notes" : [ ]
              } ],
              "checked" : {
                "statements" : 9,
                "hazards" : [ {
                  "step" : "drop",
                  "rule" : "drop-column",
                  "message" : "It takes too long."
                } ],
                "allowed" : [ {
                  "step" : "add",
                  "rule" : "trigger-lock",
                  "reason" : "it is brief"
                } ]
              },
              "warnings" : [ "an old view reads the column" ]
            }
            """
                .formatted(PlanCodec.hash(PlanSample.checked().plan())));
  }

  private static String plain(String text) {
    return Style.render(text, false);
  }
}

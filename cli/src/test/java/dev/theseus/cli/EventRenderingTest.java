package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.BackfillProgress;
import dev.theseus.event.MigrationEvent.Blocker;
import dev.theseus.event.MigrationEvent.BlockerEnded;
import dev.theseus.event.MigrationEvent.LockBlocked;
import dev.theseus.event.MigrationEvent.PhaseEntered;
import dev.theseus.event.MigrationEvent.RowSkipped;
import dev.theseus.event.MigrationEvent.StateChanged;
import dev.theseus.event.MigrationEvent.StatementProgress;
import dev.theseus.event.MigrationEvent.StepFinished;
import dev.theseus.event.MigrationEvent.StepSkipped;
import dev.theseus.event.MigrationEvent.StepStarted;
import dev.theseus.event.MigrationEvent.StepUndone;
import dev.theseus.event.MigrationEvent.SyncSwitched;
import dev.theseus.event.MigrationEvent.Throttled;
import dev.theseus.event.MigrationEvent.Unthrottled;
import dev.theseus.event.MigrationEvent.Vacuumed;
import dev.theseus.event.MigrationEvent.VerifyProgress;
import dev.theseus.event.MigrationEvent.Waiting;
import dev.theseus.event.MigrationEvent.Warning;
import dev.theseus.plan.Phase;
import dev.theseus.sql.QualifiedName;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.SignalName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventRenderingTest {
  private static final String NAME = "V7__price";
  private static final QualifiedName TABLE = QualifiedName.of("public", "products");

  @Test
  void tellsEachEventOnStderr() {
    CapturedRun run =
        CapturedRun.talking(
            console -> {
              try (EventTalk talk = new EventTalk(console)) {
                everything().forEach(talk::on);
              }
            });

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            """
            1 expand
              expand-1  add column price_cents
                lock not granted within 20 ms (try 1), trying again
                blocked by process 4711 (user report, application unnamed, idle in transaction for 1 min 15 s, holds ACCESS SHARE on public.products): SELECT * FROM products␛[2J
                terminated process 4712 (user report, application nightly, active for 1 min 20 s, holds ACCESS SHARE on public.products): SELECT 1
                done in 140 ms, 2 tries, longest wait for a lock 20 ms
              expand-2  skipped: the index is there already
            building index: scanning table: 450 of 1,000 blocks, 45 %
                waiting for old snapshots, 1 of 3 transactions have ended: waits for process 4713 (user report, application nightly, idle in transaction for 1 min 15 s, holds a transaction that is older than the step): SELECT 1
            3 backfill
              backfill-1  fill price_cents
            backfill public.products: 450 of 1,000 blocks, 45 %, 45,000 rows, 12,000 rows/s
            backfill public.products: 450 of 1,000 blocks, 45 %, paused
                passed over the row of public.products where id = 4: ERROR: invalid input syntax
                public.products vacuumed in 2.3 s
                done in 1 min 15 s
            verify public.products: 450 of 1,000 blocks, 45 %, 45,000 rows, 0 differing
            verify public.products: 450 of 1,000 blocks, 45 %, the standby is behind
            warning: trigger "audit" fires
                held back by lag 71 MB, limit 64 MB: standby s1
                at full speed again after 12.3 s
              expand-1  taken back
            sync of public.products is off
            """);
  }

  @Test
  void writesEachEventAsOneLineOfJson() {
    CapturedRun run =
        CapturedRun.printing(
            console -> {
              try (EventLines lines = new EventLines(console)) {
                everything().forEach(lines::on);
              }
            });

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            {"schema":"theseus.event/1","event":"state-changed","migration":"V7__price","from":"","to":"starting"}
            {"schema":"theseus.event/1","event":"phase-entered","migration":"V7__price","phase":"expand"}
            {"schema":"theseus.event/1","event":"step-started","migration":"V7__price","step":"expand-1","phase":"expand","title":"add column price_cents"}
            {"schema":"theseus.event/1","event":"lock-blocked","migration":"V7__price","step":"expand-1","tries":1,"budgetMillis":20,"blockers":[{"pid":4711,"user":"report","application":"","state":"idle in transaction","ageMillis":75000,"query":"SELECT *\\n  FROM products\\u001B[2J","lock":"ACCESS SHARE on public.products"}]}
            {"schema":"theseus.event/1","event":"blocker-ended","migration":"V7__price","step":"expand-1","terminated":true,"blocker":{"pid":4712,"user":"report","application":"nightly","state":"active","ageMillis":80000,"query":"SELECT 1","lock":"ACCESS SHARE on public.products"}}
            {"schema":"theseus.event/1","event":"step-finished","migration":"V7__price","step":"expand-1","tookMillis":140,"tries":2,"lockWaitMillis":20,"lockHeldMillis":3}
            {"schema":"theseus.event/1","event":"step-skipped","migration":"V7__price","step":"expand-2","reason":"the index is there already"}
            {"schema":"theseus.event/1","event":"statement-progress","migration":"V7__price","step":"index-1","activity":{"phase":"building index: scanning table","done":450,"total":1000,"unit":"blocks","lockersDone":0,"lockersTotal":0,"waitingFor":[]}}
            {"schema":"theseus.event/1","event":"statement-progress","migration":"V7__price","step":"index-1","activity":{"phase":"waiting for old snapshots","done":0,"total":0,"unit":"blocks","lockersDone":1,"lockersTotal":3,"waitingFor":[{"pid":4713,"user":"report","application":"nightly","state":"idle in transaction","ageMillis":75000,"query":"SELECT 1","lock":"a transaction that is older than the step"}]}}
            {"schema":"theseus.event/1","event":"phase-entered","migration":"V7__price","phase":"backfill"}
            {"schema":"theseus.event/1","event":"step-started","migration":"V7__price","step":"backfill-1","phase":"backfill","title":"fill price_cents"}
            {"schema":"theseus.event/1","event":"backfill-progress","migration":"V7__price","step":"backfill-1","table":"public.products","rows":45000,"blocksDone":450,"blocksTotal":1000,"rowsPerSecond":12000,"remainingMillis":9000}
            {"schema":"theseus.event/1","event":"waiting","migration":"V7__price","step":"backfill-1","reason":"paused"}
            {"schema":"theseus.event/1","event":"row-skipped","migration":"V7__price","step":"backfill-1","table":"public.products","row":"id = 4","column":"price_cents","sqlState":"22P02","message":"ERROR: invalid input syntax","listed":1}
            {"schema":"theseus.event/1","event":"vacuumed","migration":"V7__price","step":"backfill-1","table":"public.products","tookMillis":2300}
            {"schema":"theseus.event/1","event":"step-finished","migration":"V7__price","step":"backfill-1","tookMillis":75000,"tries":1,"lockWaitMillis":0,"lockHeldMillis":0}
            {"schema":"theseus.event/1","event":"verify-progress","migration":"V7__price","step":"verify-1","table":"public.products","rows":45000,"differing":0,"blocksDone":450,"blocksTotal":1000}
            {"schema":"theseus.event/1","event":"waiting","migration":"V7__price","step":"verify-1","reason":"the standby is behind"}
            {"schema":"theseus.event/1","event":"warning","migration":"V7__price","text":"trigger \\"audit\\" fires"}
            {"schema":"theseus.event/1","event":"throttled","migration":"V7__price","step":"verify-1","signal":{"signal":"lag","state":"stop","value":74448896,"limit":67108864,"unit":"bytes","reason":"standby s1"}}
            {"schema":"theseus.event/1","event":"unthrottled","migration":"V7__price","step":"verify-1","heldMillis":12300}
            {"schema":"theseus.event/1","event":"step-undone","migration":"V7__price","step":"expand-1","tookMillis":12}
            {"schema":"theseus.event/1","event":"sync-switched","migration":"V7__price","on":false,"tables":["public.products"]}
            """);
  }

  @Test
  void tellsOfABlockedStepAtTriesThatArePowersOfTwo() {
    CapturedRun run =
        CapturedRun.talking(
            console -> {
              try (EventTalk talk = new EventTalk(console)) {
                for (int tries = 1; tries <= 9; tries++) {
                  talk.on(
                      new LockBlocked(NAME, "expand-1", tries, Duration.ofMillis(20), List.of()));
                }
              }
            });

    assertThat(run.err())
        .isEqualTo(
            """
                lock not granted within 20 ms (try 1), trying again
                lock not granted within 20 ms (try 2), trying again
                lock not granted within 20 ms (try 4), trying again
                lock not granted within 20 ms (try 8), trying again
            """);
  }

  @Test
  void rendersEveryKindOfEvent() {
    assertThat(everything().stream().map(Object::getClass).distinct().toList())
        .containsAll(
            List.of(MigrationEvent.class.getPermittedSubclasses()).stream()
                .filter(MigrationEvent.class::isAssignableFrom)
                .toList());
  }

  private static List<MigrationEvent> everything() {
    return Stream.concat(expanding().stream(), filling().stream()).toList();
  }

  private static List<MigrationEvent> expanding() {
    return List.of(
        new StateChanged(NAME, "", "starting"),
        new PhaseEntered(NAME, Phase.EXPAND),
        new StepStarted(NAME, "expand-1", Phase.EXPAND, "add column price_cents"),
        new LockBlocked(
            NAME,
            "expand-1",
            1,
            Duration.ofMillis(20),
            List.of(
                new Blocker(
                    4711,
                    "report",
                    "",
                    "idle in transaction",
                    Duration.ofSeconds(75),
                    "SELECT *\n  FROM products\u001B[2J",
                    "ACCESS SHARE on public.products"))),
        new BlockerEnded(
            NAME,
            "expand-1",
            new Blocker(
                4712,
                "report",
                "nightly",
                "active",
                Duration.ofSeconds(80),
                "SELECT 1",
                "ACCESS SHARE on public.products"),
            true),
        new StepFinished(
            NAME,
            "expand-1",
            Duration.ofMillis(140),
            2,
            Duration.ofMillis(20),
            Duration.ofMillis(3)),
        new StepSkipped(NAME, "expand-2", "the index is there already"),
        new StatementProgress(
            NAME,
            "index-1",
            new Activity("building index: scanning table", 450, 1_000, "blocks", 0, 0, List.of())),
        new StatementProgress(
            NAME,
            "index-1",
            new Activity(
                "waiting for old snapshots",
                0,
                0,
                "blocks",
                1,
                3,
                List.of(
                    new Blocker(
                        4713,
                        "report",
                        "nightly",
                        "idle in transaction",
                        Duration.ofSeconds(75),
                        "SELECT 1",
                        "a transaction that is older than the step")))));
  }

  private static List<MigrationEvent> filling() {
    return List.of(
        new PhaseEntered(NAME, Phase.BACKFILL),
        new StepStarted(NAME, "backfill-1", Phase.BACKFILL, "fill price_cents"),
        new BackfillProgress(
            NAME,
            "backfill-1",
            TABLE,
            45_000,
            450,
            1_000,
            12_000.4,
            Optional.of(Duration.ofSeconds(9))),
        new Waiting(NAME, "backfill-1", "paused"),
        new RowSkipped(
            NAME,
            "backfill-1",
            TABLE,
            "id = 4",
            "price_cents",
            "22P02",
            "ERROR: invalid input syntax",
            1),
        new Vacuumed(NAME, "backfill-1", TABLE, Duration.ofMillis(2_300)),
        new StepFinished(
            NAME, "backfill-1", Duration.ofSeconds(75), 1, Duration.ZERO, Duration.ZERO),
        new VerifyProgress(NAME, "verify-1", TABLE, 45_000, 0, 450, 1_000),
        new Waiting(NAME, "verify-1", "the standby is behind"),
        new Warning(NAME, "trigger \"audit\" fires"),
        new Throttled(
            NAME,
            "verify-1",
            Signal.measured(
                SignalName.LAG,
                71 << 20,
                OptionalLong.of(64 << 20),
                Signal.State.OK,
                "standby s1")),
        new Unthrottled(NAME, "verify-1", Duration.ofMillis(12_300)),
        new StepUndone(NAME, "expand-1", Duration.ofMillis(12)),
        new SyncSwitched(NAME, false, List.of(TABLE)));
  }
}

package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.event.Activity;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Version;
import dev.theseus.sql.Identifier;
import dev.theseus.status.BackfillStatus;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.SkippedRow;
import dev.theseus.status.StepStatus;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.SignalName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusRenderingTest {
  private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.123Z");

  @Test
  void showsAMigrationUnderWay() {
    CapturedRun run =
        CapturedRun.talking(console -> StatusCommand.print(console, Optional.of(underWay())));

    assertThat(run.out())
        .isEqualTo(
            """
            V7__price is starting
            created      2026-03-01 10:00:00 UTC
            works on it  process 4711 (theseus, user owner, client local)
            now          building index: scanning table, 450 of 1,000 blocks, 45 %
            backfill     paused; theseus unpause lets it go on
            limit        5,000 rows/s
            throttle     held back by lag 71 MB, limit 64 MB: standby s1
            last error   the connection was lost; twice
            skip list    3 rows whose new value cannot be stored; theseus skipped names them

            phase       progress   took  lock held  what
            1 expand    done      1.2 s       3 ms  add column
            3 backfill  running   1.2 s       3 ms  fill column
            3 backfill  pending       -          -  verify column

            backfill     products 45 %, 45,000 rows, 5,000 rows/s, 3 locked rows to come
            next         theseus watch, or theseus unpause
            """);
  }

  @Test
  void writesAMigrationUnderWayAsJson() {
    CapturedRun run =
        CapturedRun.printing(console -> StatusCommand.print(console, Optional.of(underWay())));

    assertThat(run.out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.status/1",
              "name" : "V7__price",
              "state" : "starting",
              "changed" : false,
              "summary" : "migration V7__price is starting",
              "searchPath" : "\\"public_v7_price\\", \\"public\\"",
              "paused" : true,
              "maxRowsPerSecond" : 5000,
              "shed" : null,
              "throttle" : [ {
                "signal" : "lag",
                "state" : "stop",
                "value" : 74448896,
                "limit" : 67108864,
                "unit" : "bytes",
                "reason" : "standby s1"
              } ],
              "runner" : "process 4711 (theseus, user owner, client local)",
              "activity" : {
                "phase" : "building index: scanning table",
                "done" : 450,
                "total" : 1000,
                "unit" : "blocks",
                "lockersDone" : 0,
                "lockersTotal" : 0,
                "waitingFor" : [ ]
              },
              "lastError" : "the connection was lost\\ntwice",
              "times" : {
                "created" : "2026-03-01T10:00:00.123Z",
                "started" : null,
                "completed" : null,
                "soakEnds" : null,
                "contracted" : null,
                "rolledBack" : null
              },
              "skipList" : {
                "open" : 3,
                "closed" : 0
              },
              "divergence" : {
                "oldRows" : 0,
                "newRows" : 0
              },
              "steps" : [ {
                "id" : "expand-1",
                "phase" : "expand",
                "title" : "add column",
                "progress" : "done",
                "tookMillis" : 1250,
                "tries" : 2,
                "lockWaitMillis" : 20,
                "lockHeldMillis" : 3
              }, {
                "id" : "backfill-1",
                "phase" : "backfill",
                "title" : "fill column",
                "progress" : "running",
                "tookMillis" : 1250,
                "tries" : 2,
                "lockWaitMillis" : 20,
                "lockHeldMillis" : 3
              }, {
                "id" : "verify-1",
                "phase" : "backfill",
                "title" : "verify column",
                "progress" : "pending",
                "tookMillis" : 0,
                "tries" : 0,
                "lockWaitMillis" : 0,
                "lockHeldMillis" : 0
              } ],
              "backfills" : [ {
                "step" : "backfill-1",
                "relation" : "products",
                "pass" : 1,
                "rows" : 45000,
                "skippedRows" : 3,
                "blocksDone" : 450,
                "blocksTotal" : 1000,
                "finished" : false,
                "elapsedMillis" : 9000
              } ],
              "next" : [ "theseus watch", "theseus unpause" ]
            }
            """);
  }

  @Test
  void showsACompletedMigration() {
    CapturedRun run =
        CapturedRun.talking(console -> StatusCommand.print(console, Optional.of(completed())));

    assertThat(run.out())
        .isEqualTo(
            """
            V7__price is completed
            new version  search_path = "public_v7_price", "public"
            created      2026-03-01 10:00:00 UTC
            started      2026-03-01 10:01:00 UTC
            completed    2026-03-01 10:02:00 UTC
            soak ends    2026-03-02 10:02:00 UTC
            differing    2 writes of the new version that the old one cannot hold: a rollback loses these values

            phase     progress   took  lock held  what
            1 expand  done      1.2 s       3 ms  add column

            next         theseus contract, or theseus rollback
            """);
  }

  @Test
  void knowsThatNothingWasEverStarted() {
    assertThat(CapturedRun.talking(console -> StatusCommand.print(console, Optional.empty())).out())
        .isEqualTo("no migration was ever started in this database\n");
    assertThat(
            CapturedRun.printing(console -> StatusCommand.print(console, Optional.empty())).out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.status/1",
              "state" : "none"
            }
            """);
  }

  @Test
  void saysWhatIsTrueAfterACommandAndWhatComesNext() {
    assertThat(Outcome.text(completed().after(true, "migration V7__price: it is completed")))
        .isEqualTo(
            """
            migration V7__price: it is completed
            the new version: search_path = "public_v7_price", "public"
            next: theseus contract
            next: theseus rollback\
            """);
  }

  @Test
  void saysThatThereWasNothingToDo() {
    assertThat(Outcome.text(completed().after(false, "migration V7__price: it is completed")))
        .isEqualTo(
            """
            nothing to do: migration V7__price: it is completed
            the new version: search_path = "public_v7_price", "public"\
            """);
  }

  @Test
  void offersInEachStateWhatIsPossible() {
    assertThat(StatusView.next(in(MigrationState.STARTED)))
        .containsExactly("theseus complete", "theseus rollback");
    assertThat(StatusView.next(in(MigrationState.ROLLED_BACK))).isEmpty();
    assertThat(StatusView.next(in(MigrationState.CONTRACTED))).isEmpty();
    assertThat(StatusView.next(in(MigrationState.CONTRACTING))).containsExactly("theseus resume");
    assertThat(StatusView.next(in(MigrationState.COMPLETING)))
        .containsExactly("theseus resume", "theseus rollback");
  }

  @Test
  void cannotBeFooledByTextFromTheDatabase() {
    HistoryEntry forged =
        new HistoryEntry(CREATED, "V1\u001B[2J", "own\ner", "started", "\u202Egnp.txt");

    CapturedRun run =
        CapturedRun.talking(console -> HistoryCommand.print(console, List.of(forged)));

    assertThat(run.out())
        .isEqualTo(
            """
            when                 migration  who     what     detail
            2026-03-01 10:00:00  V1␛[2J     own er  started  \uFFFDgnp.txt
            """);
  }

  @Test
  void listsTheHistory() {
    List<HistoryEntry> history =
        List.of(
            new HistoryEntry(CREATED, "V7__price", "owner", "started", ""),
            new HistoryEntry(CREATED.plusSeconds(90), "V7__price", "owner", "completed", "{}"));

    assertThat(CapturedRun.talking(console -> HistoryCommand.print(console, history)).out())
        .isEqualTo(
            """
            when                 migration  who    what       detail
            2026-03-01 10:00:00  V7__price  owner  started
            2026-03-01 10:01:30  V7__price  owner  completed  {}
            """);
    assertThat(CapturedRun.printing(console -> HistoryCommand.print(console, history)).out())
        .startsWith(
            """
            {
              "schema" : "theseus.history/1",
              "entries" : [ {
                "at" : "2026-03-01T10:00:00.123Z",
                "migration" : "V7__price",
                "who" : "owner",
                "what" : "started",
                "detail" : ""
              }, {
            """);
  }

  @Test
  void listsRowsThatWerePassedOver() {
    List<SkippedRow> rows =
        List.of(
            new SkippedRow(
                "fill",
                "public.products",
                "id = 4",
                "_theseus_price",
                "22P02",
                "ERROR: invalid input syntax",
                CREATED,
                SkippedRow.Outcome.OPEN));

    assertThat(CapturedRun.talking(console -> SkippedCommand.print(console, rows)).out())
        .isEqualTo(
            """
            table            row     column          error                                when                 outcome
            public.products  id = 4  _theseus_price  ERROR: invalid input syntax (22P02)  2026-03-01 10:00:00  open
            """);
    assertThat(CapturedRun.talking(console -> SkippedCommand.print(console, List.of())).out())
        .isEqualTo("no row is on the skip list\n");
    assertThat(CapturedRun.printing(console -> SkippedCommand.print(console, rows)).out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.skipped/1",
              "rows" : [ {
                "step" : "fill",
                "table" : "public.products",
                "row" : "id = 4",
                "columns" : "_theseus_price",
                "sqlState" : "22P02",
                "message" : "ERROR: invalid input syntax",
                "at" : "2026-03-01T10:00:00.123Z",
                "outcome" : "open"
              } ]
            }
            """);
  }

  @Test
  void saysWhatTheDoctorFound() {
    List<Diagnosis> found =
        List.of(
            new Diagnosis(Diagnosis.Severity.ERROR, "standby", "it is a standby", "use another"),
            new Diagnosis(Diagnosis.Severity.OK, "all", "all is well", ""));
    ExitCode[] exit = new ExitCode[1];

    CapturedRun run = CapturedRun.talking(console -> exit[0] = DoctorCommand.print(console, found));

    assertThat(run.out()).isEqualTo("error: it is a standby; use another\nok: all is well\n");
    assertThat(exit[0]).isEqualTo(ExitCode.FAILED);
    assertThat(CapturedRun.printing(console -> DoctorCommand.print(console, found)).out())
        .startsWith(
            """
            {
              "schema" : "theseus.doctor/1",
              "findings" : [ {
                "severity" : "error",
                "check" : "standby",
                "what" : "it is a standby",
                "fix" : "use another"
              }, {
            """);
  }

  private static MigrationStatus underWay() {
    return status(
        MigrationState.STARTING,
        List.of(
            step("expand-1", Phase.EXPAND, "add column", StepStatus.Progress.DONE),
            step("backfill-1", Phase.BACKFILL, "fill column", StepStatus.Progress.RUNNING),
            step("verify-1", Phase.BACKFILL, "verify column", StepStatus.Progress.PENDING)),
        new MigrationStatus.Times(
            CREATED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        new MigrationStatus.Control(
            true,
            OptionalLong.of(5_000),
            List.of(
                Signal.measured(
                    SignalName.LAG,
                    71 << 20,
                    OptionalLong.of(64 << 20),
                    Signal.State.OK,
                    "standby s1"))));
  }

  private static MigrationStatus completed() {
    return status(
        MigrationState.COMPLETED,
        List.of(step("expand-1", Phase.EXPAND, "add column", StepStatus.Progress.DONE)),
        new MigrationStatus.Times(
            CREATED,
            Optional.of(CREATED.plusSeconds(60)),
            Optional.of(CREATED.plusSeconds(120)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(CREATED.plusSeconds(86_520))),
        new MigrationStatus.Control(false, OptionalLong.empty()));
  }

  private static MigrationStatus in(MigrationState state) {
    return status(state, List.of(), completed().times(), completed().control());
  }

  private static MigrationStatus status(
      MigrationState state,
      List<StepStatus> steps,
      MigrationStatus.Times times,
      MigrationStatus.Control control) {
    boolean starting = state == MigrationState.STARTING;
    return new MigrationStatus(
        "V7__price",
        state,
        Optional.of(new Version(Identifier.of("public_v7_price"), Identifier.of("public"))),
        steps,
        starting
            ? List.of(
                new BackfillStatus(
                    "backfill-1",
                    "products",
                    1,
                    45_000,
                    3,
                    450,
                    1_000,
                    false,
                    Duration.ofSeconds(9)))
            : List.of(),
        new MigrationStatus.Skipped(starting ? 3 : 0, 0),
        new MigrationStatus.Divergence(0, starting ? 0 : 2),
        times,
        control,
        starting
            ? Optional.of("process 4711 (theseus, user owner, client local)")
            : Optional.empty(),
        starting
            ? Optional.of(
                new Activity(
                    "building index: scanning table", 450, 1_000, "blocks", 0, 0, List.of()))
            : Optional.empty(),
        starting ? Optional.of("the connection was lost\ntwice") : Optional.empty(),
        false,
        "migration V7__price is " + state.text());
  }

  private static StepStatus step(
      String id, Phase phase, String title, StepStatus.Progress progress) {
    return progress == StepStatus.Progress.PENDING
        ? new StepStatus(id, phase, title, progress, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO)
        : new StepStatus(
            id,
            phase,
            title,
            progress,
            Duration.ofMillis(1_250),
            2,
            Duration.ofMillis(20),
            Duration.ofMillis(3));
  }
}

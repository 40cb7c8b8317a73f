package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.status.MigrationState;
import dev.theseus.status.SkippedRow;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ChildJvm;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// A runner that is killed right after it has put its second row on the skip list.
@Tag("postgres")
final class SkipListKillTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String RELEASE =
      """
      -- theseus:down parts.size = size::text
      ALTER TABLE parts ALTER COLUMN size TYPE integer USING size::integer;
      """;

  @TempDir private Path directory;

  @EachMajor
  void goesOnWithWhatWasListed(TestDatabase database) throws IOException, InterruptedException {
    Plan plan = killed(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    assertThat(theseus.skippedRows())
        .extracting(SkippedRow::row)
        .containsExactly("id = 5", "id = 2000");
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.STARTING);

    MigrationException third = catchThrowableOfType(MigrationException.class, theseus::resume);
    assertThat(third.problem().what()).contains("where id = 4000 cannot be stored");
    Theseus skipping =
        Theseus.builder(database.dataSource()).skipping(SkipPolicy.standard()).build();
    MigrationException all = catchThrowableOfType(MigrationException.class, skipping::resume);
    assertThat(all.problem().what()).startsWith("3 rows of \"public\".\"parts\" are on");

    database.sql("UPDATE parts SET size = '1' WHERE size = 'x'");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(
            database.number(
                "SELECT count(*) FROM %s.parts n JOIN public.parts o USING (id) WHERE n.size = o.size::int"
                    .formatted(plan.version().orElseThrow().schema().quoted())))
        .isEqualTo(6000);
  }

  @EachMajor
  void rollsBackWhatWasListed(TestDatabase database) throws IOException, InterruptedException {
    database.sql("CREATE TABLE nothing ()");
    killed(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);

    assertThat(database.number("SELECT count(*) FROM parts WHERE size = 'x'")).isEqualTo(3);
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'parts'::regclass"
                    + " AND attnum > 0 AND NOT attisdropped"))
        .isEqualTo(2);
    assertThat(CatalogDump.of(database).toString()).doesNotContain("_theseus_size");
  }

  private Plan killed(TestDatabase database) throws IOException, InterruptedException {
    database.sql(
        "CREATE TABLE parts (id integer PRIMARY KEY, size text)",
        "INSERT INTO parts SELECT n, CASE WHEN n IN (5, 2000, 4000) THEN 'x' ELSE n::text END"
            + " FROM generate_series(1, 6000) n");
    Plan plan = Arena.plan(database.dataSource(), "v1_size", RELEASE);
    Path file = directory.resolve(database.name().replace(' ', '-') + ".json");
    Files.writeString(file, PlanCodec.write(plan));
    try (ChildJvm victim = ChildJvm.start(Victim.class, database.jdbcUrl(), file.toString())) {
      victim.awaitLine("AT", LIMIT);
      victim.kill();
    }
    return plan;
  }

  /// Starts the plan and stands still at the second row it lists.
  static final class Victim {
    private static final PrintStream OUT = System.out;

    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(arguments[0]);
      Plan plan = PlanCodec.read(Files.readString(Path.of(arguments[1])));
      try (BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        Theseus.builder(source)
            .skipping(SkipPolicy.standard())
            .pacing(Pacing.standard().withChunkBlocks(1, 2))
            .listener(event -> heard(event, input))
            .build()
            .start(plan);
      }
    }

    private static void heard(MigrationEvent event, BufferedReader input) {
      if (event instanceof MigrationEvent.RowSkipped row && row.listed() == 2) {
        OUT.println("AT");
        try {
          input.readLine();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}

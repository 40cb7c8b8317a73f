package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.cli.WrittenFiles.Example;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files for partitioned tables, run as they are.
@Tag("postgres")
class PartitionFilesTest {
  private static final String READINGS =
      """
      CREATE TABLE sensors (id integer PRIMARY KEY);
      INSERT INTO sensors SELECT generate_series(1, 50);
      CREATE TABLE readings (id integer NOT NULL, sensor integer, value integer) PARTITION BY RANGE (id);
      CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (1000);
      CREATE TABLE readings_2 PARTITION OF readings FOR VALUES FROM (1000) TO (3000)
        PARTITION BY RANGE (id);
      CREATE TABLE readings_2a PARTITION OF readings_2 FOR VALUES FROM (1000) TO (2000);
      CREATE TABLE "readings 2b" PARTITION OF readings_2 DEFAULT;
      """;

  private static final String ROWS =
      "INSERT INTO readings SELECT n, n % 50 + 1, n FROM generate_series(0, 2999) n;";

  private static final String WRITES =
      "INSERT INTO readings VALUES (1007, 9, 8); UPDATE readings SET value = 9 WHERE id = 1500;";

  private static final String NOTHING_INVALID =
      "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

  @TempDir private Path folder = Path.of("");

  private static Example example(String more, String migration) {
    return new Example(READINGS + more, ROWS, migration, WRITES, NOTHING_INVALID);
  }

  static final Example INDEXES =
      example(
          """
          CREATE INDEX mine ON readings_1 (sensor) WITH (fillfactor = 70);
          """,
          """
          CREATE INDEX by_sensor ON readings (sensor);
          CREATE INDEX ON readings ((value / 2) DESC, sensor) INCLUDE (id) WHERE value > 3;
          """);

  private static final Example KEY =
      new Example(
          READINGS,
          ROWS,
          "ALTER TABLE readings ADD CONSTRAINT once UNIQUE (id, sensor) DEFERRABLE;",
          WRITES,
          NOTHING_INVALID);

  private static final Example CONSTRAINTS =
      example(
          "",
          """
          ALTER TABLE readings ADD CONSTRAINT of_sensor FOREIGN KEY (sensor) REFERENCES sensors
            ON DELETE CASCADE;
          ALTER TABLE readings ADD CHECK (value >= 0);
          """);

  private static final String TO_ATTACH =
      """
      ALTER TABLE readings ADD FOREIGN KEY (sensor) REFERENCES sensors;
      CREATE INDEX ON readings (sensor);
      CREATE TABLE loaded (id integer NOT NULL, sensor integer, value integer);
      """;

  private static final String ATTACH =
      "ALTER TABLE readings ATTACH PARTITION loaded FOR VALUES FROM (3000) TO (4000);";

  private static final Example ATTACHED_EMPTY = example(TO_ATTACH, ATTACH);

  /// Stays attached, because it holds rows.
  static final Example ATTACHED =
      new Example(
          READINGS + TO_ATTACH,
          ROWS + "INSERT INTO loaded SELECT n, 1, n FROM generate_series(3000, 3500) n;",
          ATTACH,
          WRITES,
          NOTHING_INVALID);

  private static final Example CREATED =
      example(
          "CREATE INDEX ON readings (sensor);",
          "CREATE TABLE readings_3 PARTITION OF readings FOR VALUES FROM (3000) TO (4000);");

  private static final Example BESIDE_A_DEFAULT =
      example(
          "CREATE TABLE rest PARTITION OF readings DEFAULT;",
          "CREATE TABLE readings_3 PARTITION OF readings FOR VALUES FROM (3000) TO (4000);");

  static final Example DETACHED = example("", "ALTER TABLE readings DETACH PARTITION readings_1;");

  private static final Example DETACHED_LIST =
      example(
          """
          CREATE TYPE kind AS ENUM ('a_b', 'c%', ']');
          CREATE TABLE kinds (k kind NOT NULL, CHECK (k <> 'c%' OR k <> ']')) PARTITION BY LIST (k);
          CREATE TABLE kinds_1 PARTITION OF kinds FOR VALUES IN ('a_b', ']');
          CREATE TABLE kinds_2 PARTITION OF kinds FOR VALUES IN ('c%');
          """,
          "ALTER TABLE kinds DETACH PARTITION kinds_1;");

  private static final Example DROPPED =
      example("", "DROP TABLE \"readings 2b\"; DROP TABLE readings_1;");

  private static final Example REQUIRED =
      example(
          "",
          """
          -- theseus:up readings.value = coalesce(value, 0)
          ALTER TABLE readings ALTER COLUMN value SET NOT NULL;
          """);

  private static final List<Named<Example>> COMING =
      List.of(
          Named.of("indexes", INDEXES),
          Named.of("key", KEY),
          Named.of("foreign key and check", CONSTRAINTS),
          Named.of("attached", ATTACHED_EMPTY),
          Named.of("created", CREATED),
          Named.of("beside a default", BESIDE_A_DEFAULT),
          Named.of("required", REQUIRED));

  private static final List<Named<Example>> FOR_GOOD =
      List.of(
          Named.of("attached with rows", ATTACHED),
          Named.of("detached", DETACHED),
          Named.of("detached list", DETACHED_LIST),
          Named.of("dropped", DROPPED));

  static Stream<Arguments> coming() {
    return onEachMajor(COMING.stream());
  }

  static Stream<Arguments> all() {
    return onEachMajor(Stream.concat(COMING.stream(), FOR_GOOD.stream()));
  }

  private static Stream<Arguments> onEachMajor(Stream<Named<Example>> examples) {
    List<Named<Example>> all = examples.toList();
    return TestServers.majors().stream()
        .flatMap(major -> all.stream().map(one -> Arguments.of(major, one)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("all")
  void plainFilesGiveWhatThePlainSqlGives(int major, Example example) throws Exception {
    try (TestDatabase database = TestServers.database(major)) {
      WrittenFiles files = WrittenFiles.of(database, example, "sql", folder);

      files.run(files::runEach);

      files.assertLikeThePlainSql();
    }
  }

  /// Stopped after any of its files, the first part is taken back by those of the files that ran.
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("coming")
  void rollbackFilesTakeBackWhatRan(int major, Example example) throws IOException {
    try (TestDatabase database = TestServers.database(major)) {
      WrittenFiles files = WrittenFiles.of(database, example, "sql", folder);
      List<String> first = files.parts().getFirst();
      CatalogDump before = CatalogDump.of(database);
      for (int ran = 1; ran <= first.size(); ran++) {
        List<String> forward = first.subList(0, ran);
        files.runEach(forward);
        files.runEach(forward.reversed().stream().map(name -> "rollback/" + name).toList());

        assertThat(before.changesTo(CatalogDump.of(database)))
            .as("after %s", forward.getLast())
            .isEmpty();
      }
    }
  }
}

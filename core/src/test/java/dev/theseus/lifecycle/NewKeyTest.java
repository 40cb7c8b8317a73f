package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows that a new key would refuse are named before anything is changed.
@Tag("postgres")
class NewKeyTest {
  private static final String USERS =
      """
      CREATE TABLE users (id integer, tenant integer, email text);
      INSERT INTO users VALUES (1, 1, 'a@x'), (2, 1, 'A@x'), (3, 2, 'a@x'), (4, 1, NULL), (5, 1, NULL), (NULL, 7, 'b@x');
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWritingWhileAKeyComes(int major, Scenario scenario)
      throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesTheRowsBeforeAnythingIsChanged(int major) {
    assertRefused(
        major,
        "ALTER TABLE users ADD UNIQUE (email);",
        "unique index public.users_email_key cannot be built: 1 value of (\"email\") in"
            + " public.users has 1 row too many: (a@x) 2 times, first at ctid (0,1), last at"
            + " (0,3)");
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void readsExpressionsAndPredicates(int major) {
    assertRefused(
        major,
        "CREATE UNIQUE INDEX one ON users (lower(email) COLLATE \"C\" DESC, (tenant + 0)) WHERE id"
            + " < 3;",
        "unique index public.one cannot be built: 1 value of (lower(email) COLLATE \"C\", (tenant +"
            + " 0)) in public.users has 1 row too many: (a@x,1) 2 times, first at ctid (0,1), last"
            + " at (0,2)");
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void countsNullsWhereTheyAreNotDistinct(int major) {
    assumeThat(major).isGreaterThanOrEqualTo(15);
    assertRefused(
        major,
        "ALTER TABLE users ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (email);",
        "unique index public.one cannot be built: 2 values of (\"email\") in public.users have 2"
            + " rows too many: () 2 times, first at ctid (0,4), last at (0,5); (a@x) 2 times, first"
            + " at ctid (0,1), last at (0,3)");
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesRowsWithoutAPrimaryKey(int major) {
    assertRefused(
        major,
        "ALTER TABLE users ADD PRIMARY KEY (id);",
        "unique index public.users_pkey cannot be built: 1 value of (\"id\") in public.users has 1"
            + " row too many: () at ctid (0,6)");
  }

  private static void assertRefused(int major, String migration, String what) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(USERS);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      CatalogDump before = CatalogDump.of(database);

      assertThatThrownBy(() -> theseus.start(Lifecycle.plan(theseus, "v1_key", migration)))
          .hasMessageContaining(what + " (step ")
          .hasMessageContaining("nothing has been changed");

      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
      database.sql("DELETE FROM users WHERE id > 1 OR id IS NULL");
      theseus.resume();
      theseus.rollback();
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    }
  }

  /// More than the ten largest, in a table that has another key.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesTheLargestOfMany(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          """
          CREATE TABLE "Many" ("No" serial PRIMARY KEY, "Code" text, first integer);
          INSERT INTO "Many" ("Code") SELECT n % 40 FROM generate_series(0, 99) n;
          """);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE \"Many\" ADD UNIQUE (\"Code\");");

      assertThatThrownBy(() -> theseus.start(plan))
          .hasMessageContaining("40 values of (\"Code\") in public.Many have 60 rows too many")
          .hasMessageContaining(": (0) 3 times, first at No (1), last at (81); (1) 3 times")
          .hasMessageContaining("; and 30 more");
    }
  }

  /// The application writes one after the search: the index does not stay invalid.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesWhatCameAfterTheSearch(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE users (id integer, email text); INSERT INTO users VALUES (1, 'a')");
      Theseus theseus =
          Theseus.builder(database.dataSource())
              .listener(
                  event -> {
                    if (event instanceof MigrationEvent.StepFinished done
                        && done.step().endsWith(".duplicates")) {
                      database.sql("INSERT INTO users VALUES (2, 'a'), (3, 'a')");
                    }
                  })
              .build();
      Plan plan = Lifecycle.plan(theseus, "v1", "CREATE UNIQUE INDEX one ON users (email);");

      assertThatThrownBy(() -> theseus.start(plan))
          .hasMessageContaining(
              "Key (email)=(a) is duplicated. 1 value of (email) in public.users has 2 rows too"
                  + " many: (a) 3 times, first at ctid (0,1), last at (0,3)");
      assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'one'")).isZero();

      database.sql("DELETE FROM users WHERE id > 1");
      theseus.resume();
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_index WHERE indisunique AND indisvalid AND indrelid ="
                      + " 'users'::regclass"))
          .isEqualTo(1);
    }
  }

  /// PostgreSQL 18 lets a NOT NULL stand that older rows may break; a primary key needs it proven.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void provesANotNullThatIsNotValid(int major) throws InterruptedException {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    String setup =
        """
        CREATE TABLE users (id integer);
        INSERT INTO users SELECT generate_series(1, 1000);
        ALTER TABLE users ADD CONSTRAINT given NOT NULL id NOT VALID;
        """;
    Scenario scenario =
        Scenario.of("k7_not_valid", setup, "ALTER TABLE users ADD PRIMARY KEY (id);")
            .oracle(
                "ALTER TABLE users VALIDATE CONSTRAINT given; ALTER TABLE users ADD PRIMARY KEY"
                    + " (id);")
            .stays("given");
    Lifecycle.run(major, scenario);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void refusesAnIndexThatCannotBecomeAConstraint(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(USERS + "CREATE UNIQUE INDEX few ON users (id) WHERE tenant = 1;");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE users ADD UNIQUE USING INDEX few;"))
          .hasMessageContaining(
              "index \"few\" of \"public.users\" cannot become a UNIQUE constraint: it holds only"
                  + " some of the rows (WHERE)")
          .hasMessageContaining("leave out USING INDEX");
      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE users ADD UNIQUE USING INDEX none;"))
          .hasMessageContaining("cannot become a UNIQUE constraint: it does not exist");
    }
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(NewKeyScenarios.all());
  }
}

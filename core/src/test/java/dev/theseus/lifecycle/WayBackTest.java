package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.policy.ContractOptions;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Old values that `down` does not give back from the new ones are told of before the new version
/// comes; they fail nothing.
class WayBackTest {
  private static final String PEOPLE =
      """
      CREATE TABLE "People" (id int PRIMARY KEY, name text NOT NULL, rank text);
      INSERT INTO "People" SELECT n, 'Ann' || n || ' Lee', 'a' FROM generate_series(1, 3000) n;
      """;
  private static final String SPLIT =
      """
      -- theseus:up "People".first = split_part(name, ' ', 1)
      -- theseus:up "People".last = split_part(name, ' ', 2)
      -- theseus:down "People".name = first || ' ' || last
      ALTER TABLE "People" ADD first text, ADD last text, DROP name;
      """;

  @EachMajor
  void namesTheRowsAndGoesOn(TestDatabase database) {
    database.sql(PEOPLE, "UPDATE \"People\" SET name = 'Jean Luc Picard' WHERE id % 1000 = 7");
    List<String> warnings = new ArrayList<>();
    Theseus theseus = listening(database, warnings);

    theseus.start(Lifecycle.plan(theseus, "v1", SPLIT));

    assertThat(warnings)
        .containsExactly(
            "3 rows of \"public\".\"People\" hold old values that their down does not give back"
                + " (id = 7; id = 1007; id = 2007): they stay until the row is written by the new"
                + " version, or until contract. Correct the down, or go on if that is meant");
    theseus.complete();
    assertThat(theseus.contract(ContractOptions.withSoak(Duration.ZERO)).state())
        .isEqualTo(MigrationState.CONTRACTED);
  }

  @EachMajor
  void saysNothingWhereEveryValueComesBack(TestDatabase database) {
    database.sql(PEOPLE);
    List<String> warnings = new ArrayList<>();
    Theseus theseus = listening(database, warnings);

    theseus.start(Lifecycle.plan(theseus, "v1", SPLIT));

    assertThat(warnings).isEmpty();
  }

  /// An `up` over a column whose type stays goes back by itself; that NULL goes is what was asked
  /// for.
  @EachMajor
  void asksThePlainWayBackOfAWrittenUp(TestDatabase database) {
    database.sql(
        PEOPLE,
        "UPDATE \"People\" SET rank = NULL WHERE id <= 100",
        "UPDATE \"People\" SET rank = 'B' WHERE id = 2345");
    List<String> warnings = new ArrayList<>();
    Theseus theseus = listening(database, warnings);

    theseus.start(
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up "People".rank = lower(coalesce(rank, 'z'))
            ALTER TABLE "People" ALTER rank SET NOT NULL;
            """));

    assertThat(warnings).singleElement().asString().contains("1 rows", "(id = 2345)");
  }

  private static Theseus listening(TestDatabase database, List<String> warnings) {
    return Theseus.builder(database.dataSource())
        .listener(
            event -> {
              if (event instanceof MigrationEvent.Warning warning) {
                warnings.add(warning.text());
              }
            })
        .build();
  }
}

package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.plan.Step;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;

/// Data changes in batches within a release that also changes the schema, back and forth through
/// all phases, with both versions writing.
class DataChangeLifecycleTest {
  private static final String TABLES =
      """
      CREATE TABLE people (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, visits int NOT NULL DEFAULT 0,
        state text);
      CREATE TABLE visits (id bigserial PRIMARY KEY, person bigint REFERENCES people (id) ON DELETE CASCADE);
      CREATE INDEX ON visits (person);
      CREATE TABLE prices (id bigserial PRIMARY KEY, price numeric(10,2) NOT NULL DEFAULT 1);
      INSERT INTO people (name, state) SELECT 'p' || n, CASE WHEN n % 5 = 0 THEN 'gone' END
        FROM generate_series(1, 4000) n;
      INSERT INTO visits (person) SELECT 1 + n % 4000 FROM generate_series(1, 8000) n;
      INSERT INTO prices (price) SELECT n FROM generate_series(1, 500) n;
      """;

  private static final String RELEASE =
      """
      -- theseus:batch on
      DELETE FROM people WHERE state = 'gone' AND id <= 4000;
      -- theseus:batch on
      UPDATE people SET visits = visits + 1 WHERE id <= 4000;
      ALTER TABLE people ADD COLUMN grade text;
      -- theseus:batch on
      UPDATE people SET grade = 'known' FROM visits v WHERE v.person = people.id AND people.id <= 4000;
      CREATE TABLE regulars (person bigint PRIMARY KEY, name text);
      -- theseus:batch on
      INSERT INTO regulars SELECT p.id, p.name FROM people p WHERE p.visits > 0 AND p.id <= 4000
        ON CONFLICT DO NOTHING;
      CREATE INDEX people_grade ON people (grade);
      -- theseus:up prices.price = (price * 100)::bigint
      -- theseus:down prices.price = price / 100.0
      ALTER TABLE prices ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
      """;

  private static ClientGroup.Script write(String sql) {
    return client -> client.update(sql, 1 + client.random().nextInt(4000));
  }

  @EachMajor
  void keepsBothVersionsWriting(TestDatabase database) throws InterruptedException {
    Scenario scenario =
        Scenario.of("v1_data", TABLES, RELEASE)
            .both(write("UPDATE people SET name = 'q' || random() WHERE id = ?"))
            .both(write("INSERT INTO people (name, visits) VALUES ('new', -?)"))
            .both(write("UPDATE visits SET person = person WHERE id = ?"))
            .old(write("UPDATE prices SET price = 7.5 WHERE id = ?"))
            .young(write("UPDATE prices SET price = 750 WHERE id = ?"));
    try (Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      assertThat(lifecycle.plan().steps()).filteredOn(Step.ChangeRows.class::isInstance).hasSize(4);

      lifecycle.run();

      // started twice, but each row was counted once
      assertThat(database.number("SELECT count(*) FROM people WHERE id <= 4000 AND visits <> 1"))
          .isZero();
      assertThat(database.number("SELECT count(*) FROM people WHERE id <= 4000")).isEqualTo(3200);
      assertThat(database.number("SELECT count(*) FROM people WHERE visits > 1")).isZero();
      assertThat(database.number("SELECT count(*) FROM people WHERE grade = 'known'"))
          .isEqualTo(3200);
      assertThat(database.number("SELECT count(*) FROM regulars")).isEqualTo(3200);
    }
  }
}

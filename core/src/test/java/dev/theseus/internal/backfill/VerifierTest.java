package dev.theseus.internal.backfill;

import static dev.theseus.internal.backfill.Fixture.differs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.event.MigrationEvent;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;

class VerifierTest {
  private static final String[] TABLE = {
    "CREATE TABLE t (id int PRIMARY KEY, a text, b bigint)",
    "INSERT INTO t SELECT i, i::text, i FROM generate_series(1, 20000) i"
  };

  @EachMajor
  void findsEveryRowRight(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      f.verify("t", List.of(Identifier.of("b")), differs("b", "a::bigint"));
      MigrationEvent.VerifyProgress last = f.events(MigrationEvent.VerifyProgress.class).getLast();
      assertThat(last.rows()).isEqualTo(20_000);
      assertThat(last.differing()).isZero();
      assertThat(last.blocksDone()).isEqualTo(last.blocksTotal()).isPositive();
    }
  }

  @EachMajor
  void namesTheFirstRowsThatAreWrong(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          TABLE[0],
          TABLE[1],
          "UPDATE t SET b = b + 1 WHERE id % 2000 = 17",
          "UPDATE t SET b = NULL WHERE id % 2000 = 18");
      assertThatThrownBy(() -> f.verify("t", List.of(), differs("b", "a::bigint")))
          .hasMessageMatching(
              "20 rows of \"public\".\"t\" do not hold what they should \\((id = \\d+; ){5}…\\)"
                  + " \\(step verify\\); find what writes to the table without firing its"
                  + " triggers, then run theseus rollback and start again");
    }
  }

  @EachMajor
  void findsNullsInRequiredColumnsOfATableWithoutKey(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1), (NULL)");
      assertThatThrownBy(() -> f.verify("t", List.of(Identifier.of("a"))))
          .hasMessage(
              "1 rows of \"public\".\"t\" do not hold what they should (ctid = (0,2))"
                  + " (step verify); find what writes to the table without firing its triggers,"
                  + " then run theseus rollback and start again");
    }
  }

  @EachMajor
  void warnsOfRowsWhoseOldValueTheWayBackDoesNotGive(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      database.sql("UPDATE t SET a = '0' || a WHERE id % 2000 = 17", "UPDATE t SET b = a::bigint");
      f.verifyBack("t", differs("b", "a::bigint"), differs("a", "b::text"));
      assertThat(f.events(MigrationEvent.Warning.class))
          .singleElement()
          .extracting(MigrationEvent.Warning::text, InstanceOfAssertFactories.STRING)
          .matches(
              "10 rows of \"public\".\"t\" hold old values that their down does not give back"
                  + " \\((id = \\d+; ){5}…\\): they stay until the row is written by the new"
                  + " version, or until contract. Correct the down, or go on if that is meant");
    }
  }

  @EachMajor
  void saysNothingWhereEveryOldValueComesBack(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      f.verifyBack("t", differs("b", "a::bigint"), differs("a", "b::text"));
      assertThat(f.events(MigrationEvent.Warning.class)).isEmpty();
    }
  }

  @EachMajor
  void warnsOfAWayBackThatFailsAndVerifiesTheRest(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      database.sql("UPDATE t SET a = '0', b = 0 WHERE id = 12345");
      f.verifyBack("t", differs("b", "a::bigint"), differs("a", "(b * (1 / b))::text"));
      assertThat(f.events(MigrationEvent.Warning.class))
          .singleElement()
          .extracting(MigrationEvent.Warning::text, InstanceOfAssertFactories.STRING)
          .startsWith(
              "the down of \"public\".\"t\" fails at the row where id = 12345 (ERROR: division by"
                  + " zero); rows after it were not asked");
      assertThat(f.events(MigrationEvent.VerifyProgress.class).getLast().rows()).isEqualTo(20_000);

      database.sql("UPDATE t SET b = 7 WHERE id = 20000");
      assertThatThrownBy(
              () -> f.verifyBack("t", differs("b", "a::bigint"), differs("a", "(b / b)::text")))
          .hasMessageStartingWith("1 rows of");
    }
  }

  @PostgresTest
  void namesTheRowWhoseValueCannotBeComputed(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      database.sql("UPDATE t SET a = 'x' WHERE id = 12345");
      assertThatThrownBy(() -> f.verify("t", List.of(), differs("b", "a::bigint")))
          .hasMessageStartingWith(
              "the new value of the row of \"public\".\"t\" where id = 12345 cannot be stored:"
                  + " ERROR: invalid input syntax for type bigint: \"x\"");
    }
  }
}

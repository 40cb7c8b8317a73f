package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddCheckTest {
  private static final AddCheck OPERATION =
      new AddCheck(
          shop("users"),
          name("users_age_check"),
          List.of(name("age")),
          Sql.verbatim("CHECK (age > 0 AND age < 200)"),
          false);

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users ADD CHECK (age > 0 AND age < 200) NOT VALID"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - add_check:
            table: users
            constraint: users_age_check
            columns:
            - age
            definition: CHECK (age > 0 AND age < 200)
            validate: false
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }

  @Test
  void leavesTheColumnOutOfTheNameWhenThereAreTwo() {
    AddCheck check = (AddCheck) sql("ALTER TABLE t ADD CHECK (a > b)").getFirst();
    assertThat(check.constraint()).isEqualTo(name("t_check"));
    assertThat(check.columns()).containsExactly(name("a"), name("b"));
    assertThat(check.validate()).isTrue();
  }

  @Test
  void validatesWhenALaterStatementOfTheMigrationAsksForIt() {
    assertThat(
            sql(
                "ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
                    + "ALTER TABLE users VALIDATE CONSTRAINT c"))
        .containsExactly(
            new AddCheck(
                shop("users"), name("c"), List.of(name("a")), Sql.verbatim("CHECK (a > 0)"), true));
  }
}

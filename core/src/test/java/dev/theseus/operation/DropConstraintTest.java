package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropConstraintTest {
  private static final DropConstraint OPERATION =
      new DropConstraint(shop("users"), name("users_age_check"), false);

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users DROP CONSTRAINT users_age_check")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - drop_constraint:
            table: users
            constraint: users_age_check
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenameConstraintTest {
  private static final RenameConstraint OPERATION =
      new RenameConstraint(shop("users"), name("a"), name("b"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users RENAME CONSTRAINT a TO b")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - rename_constraint:
            table: users
            from: a
            to: b
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

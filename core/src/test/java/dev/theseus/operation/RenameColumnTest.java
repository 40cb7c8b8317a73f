package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenameColumnTest {
  private static final RenameColumn OPERATION =
      new RenameColumn(shop("users"), name("email"), name("mail"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users RENAME email TO mail")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - rename_column:
            table: users
            from: email
            to: mail
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

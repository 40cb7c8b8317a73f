package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropColumnTest {
  private static final DropColumn OPERATION =
      new DropColumn(shop("users"), name("email"), true, true);

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users DROP COLUMN IF EXISTS email CASCADE"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - drop_column:
            table: users
            column: email
            cascade: true
            if_exists: true
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropDefaultTest {
  private static final DropDefault OPERATION = new DropDefault(shop("users"), name("email"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users ALTER email DROP DEFAULT")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - drop_default:
            table: users
            column: email
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Expression;
import org.junit.jupiter.api.Test;

class SetDefaultTest {
  private static final SetDefault OPERATION =
      new SetDefault(shop("users"), name("email"), Expression.of("lower('A') || '@b'"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users ALTER email SET DEFAULT lower('A') || '@b'"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - set_default:
            table: users
            column: email
            value: lower('A') || '@b'
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

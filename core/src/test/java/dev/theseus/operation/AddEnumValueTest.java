package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Sql;
import org.junit.jupiter.api.Test;

class AddEnumValueTest {
  private static final AddEnumValue OPERATION =
      new AddEnumValue(
          shop("mood"),
          "ok",
          Sql.verbatim("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'sad'"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'sad'"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - add_enum_value:
            type: mood
            value: ok
            statement: ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'sad'
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

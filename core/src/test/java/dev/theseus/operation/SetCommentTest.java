package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Sql;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetCommentTest {
  private static final SetComment OPERATION =
      new SetComment(
          shop("users"),
          Optional.of(name("email")),
          Optional.of("the address"),
          Sql.verbatim("COMMENT ON COLUMN users.email IS 'the address'"));

  @Test
  void isReadFromSql() {
    assertThat(sql("COMMENT ON COLUMN users.email IS 'the address'")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - set_comment:
            object: users
            column: email
            text: the address
            statement: COMMENT ON COLUMN users.email IS 'the address'
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

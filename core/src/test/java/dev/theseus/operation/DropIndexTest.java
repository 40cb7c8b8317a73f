package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropIndexTest {
  private static final DropIndex OPERATION = new DropIndex(shop("users_email_idx"), true);

  @Test
  void isReadFromSql() {
    assertThat(sql("DROP INDEX CONCURRENTLY IF EXISTS users_email_idx")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - drop_index:
            index: users_email_idx
            if_exists: true
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

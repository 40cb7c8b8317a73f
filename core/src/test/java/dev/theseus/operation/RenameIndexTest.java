package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenameIndexTest {
  private static final RenameIndex OPERATION =
      new RenameIndex(shop("users_email_idx"), name("users_mail_idx"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER INDEX users_email_idx RENAME TO users_mail_idx"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - rename_index:
            index: users_email_idx
            to: users_mail_idx
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

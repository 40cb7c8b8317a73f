package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.QualifiedName;
import org.junit.jupiter.api.Test;

class DropTableTest {
  private static final DropTable OPERATION = new DropTable(shop("users"), false, true);

  @Test
  void isReadFromSql() {
    assertThat(sql("DROP TABLE IF EXISTS users")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - drop_table:
            table: users
            if_exists: true
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }

  @Test
  void dropsEachOfSeveral() {
    assertThat(sql("DROP TABLE users, crm.cases CASCADE"))
        .containsExactly(
            new DropTable(shop("users"), true),
            new DropTable(QualifiedName.of("crm", "cases"), true));
  }
}

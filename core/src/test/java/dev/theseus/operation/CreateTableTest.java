package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateTableTest {
  private static final CreateTable OPERATION =
      new CreateTable(
          shop("orders"),
          Sql.verbatim(
              "CREATE TABLE orders (id int, user_id int REFERENCES users, FOREIGN KEY (id)"
                  + " REFERENCES crm.cases)"),
          List.of(shop("users"), QualifiedName.of("crm", "cases")));

  @Test
  void isReadFromSql() {
    assertThat(
            sql(
                "CREATE TABLE orders (id int, user_id int REFERENCES users, FOREIGN KEY (id)"
                    + " REFERENCES crm.cases)"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - create_table:
            table: orders
            statement: "CREATE TABLE orders (id int, user_id int REFERENCES users, FOREIGN KEY (id) REFERENCES crm.cases)"
            references:
            - users
            - crm.cases
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

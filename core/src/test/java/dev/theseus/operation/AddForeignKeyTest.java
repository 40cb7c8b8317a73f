package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddForeignKeyTest {
  private static final AddForeignKey OPERATION =
      new AddForeignKey(
          shop("orders"),
          name("orders_user_id_fkey"),
          List.of(name("user_id")),
          shop("users"),
          List.of(name("id")),
          Sql.verbatim("FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE"),
          false);

  @Test
  void isReadFromSql() {
    assertThat(
            sql(
                "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE"
                    + " CASCADE NOT VALID"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - add_foreign_key:
            table: orders
            constraint: orders_user_id_fkey
            columns:
            - user_id
            references: users
            referenced_columns:
            - id
            definition: FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
            validate: false
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddPrimaryKeyTest {
  private static final AddPrimaryKey OPERATION =
      new AddPrimaryKey(
          shop("users"),
          name("users_id_idx"),
          List.of(),
          List.of(),
          false,
          false,
          Optional.of(name("users_id_idx")));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users ADD PRIMARY KEY USING INDEX users_id_idx"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - add_primary_key:
            table: users
            constraint: users_id_idx
            existing_index: users_id_idx
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddUniqueTest {
  private static final AddUnique OPERATION =
      new AddUnique(
          shop("users"),
          name("users_a_b_key"),
          List.of(name("a"), name("b")),
          List.of(name("c")),
          true,
          true,
          true,
          Optional.empty());

  @Test
  void isReadFromSql() {
    assertThat(
            sql(
                "ALTER TABLE users ADD UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c) DEFERRABLE"
                    + " INITIALLY DEFERRED"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - add_unique:
            table: users
            constraint: users_a_b_key
            columns:
            - a
            - b
            include:
            - c
            nulls_not_distinct: true
            deferrable: true
            initially_deferred: true
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

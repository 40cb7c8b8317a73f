package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetNotNullTest {
  private static final SetNotNull OPERATION = new SetNotNull(shop("users"), name("email"));

  @Test
  void isReadFromSql() {
    assertThat(sql("ALTER TABLE users ALTER email SET NOT NULL")).containsExactly(OPERATION);
  }

  @Test
  void isReadFromAConstraint() {
    SetNotNull named =
        new SetNotNull(shop("users"), name("email"), Optional.of(name("Given")), true, true);
    assertThat(sql("ALTER TABLE users ADD CONSTRAINT \"Given\" NOT NULL email NO INHERIT"))
        .containsExactly(named);
    assertThat(yaml(yaml(named))).containsExactly(named);
    assertThat(sql("ALTER TABLE users ADD NOT NULL email")).containsExactly(OPERATION);
    SetNotNull later =
        new SetNotNull(shop("users"), name("email"), Optional.of(name("given")), false, false);
    assertThat(sql("ALTER TABLE users ADD CONSTRAINT given NOT NULL email NOT VALID"))
        .containsExactly(later);
    assertThat(yaml(yaml(later))).containsExactly(later);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - set_not_null:
            table: users
            column: email
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }
}

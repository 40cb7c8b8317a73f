package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.Expression;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeTypeTest {
  private static final ChangeType OPERATION =
      new ChangeType(
          shop("products"),
          name("price"),
          PgType.builtIn("int8"),
          Optional.empty(),
          Optional.of(Expression.of("(price * 100)::bigint")));

  @Test
  void isReadFromSql() {
    assertThat(
            sql("ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - change_type:
            table: products
            column: price
            type: bigint
            using: (price * 100)::bigint
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }

  @Test
  void keepsModifiersAndCollation() {
    assertThat(
            sql(
                "ALTER TABLE t ALTER a SET DATA TYPE numeric(10, 2), ALTER b TYPE text COLLATE"
                    + " x.y"))
        .containsExactly(
            new ChangeType(
                shop("t"),
                name("a"),
                PgType.builtIn("numeric", 10, 2),
                Optional.empty(),
                Optional.empty()),
            new ChangeType(
                shop("t"),
                name("b"),
                PgType.builtIn("text"),
                Optional.of(QualifiedName.of("x", "y")),
                Optional.empty()));
  }
}

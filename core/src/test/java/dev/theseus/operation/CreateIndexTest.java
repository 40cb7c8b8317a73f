package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.name;
import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateIndexTest {
  private static final CreateIndex OPERATION =
      new CreateIndex(
          shop("users"),
          name("users_lower_id_name_idx"),
          true,
          false,
          List.of(name("email"), name("id"), name("name"), name("active")),
          Sql.verbatim(
              "CREATE UNIQUE INDEX \"users_lower_id_name_idx\" ON \"shop\".\"users\""
                  + " USING btree (lower(email) DESC, id) INCLUDE (name) WHERE active"));

  @Test
  void isReadFromSql() {
    assertThat(
            sql(
                "CREATE UNIQUE INDEX CONCURRENTLY ON users USING btree (lower(email) DESC, id)"
                    + " INCLUDE (name) WHERE active"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - create_index:
            table: users
            index: users_lower_id_name_idx
            unique: true
            columns:
            - email
            - id
            - name
            - active
            statement: "CREATE UNIQUE INDEX \\"users_lower_id_name_idx\\" ON \\"shop\\".\\"users\\" USING btree (lower(email) DESC, id) INCLUDE (name) WHERE active"
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }

  @Test
  void takesConcurrentlyAndIfNotExistsOutAndKeepsTheRest() {
    CreateIndex index =
        (CreateIndex)
            sql("create index /* on */ concurrently if not exists \"ON\" on only crm . \"On\" (a)"
                    + " with (fillfactor = 70)")
                .getFirst();
    assertThat(index.ifNotExists()).isTrue();
    assertThat(index.statement().text())
        .isEqualTo("create index \"ON\" on only \"crm\".\"On\"(a) with (fillfactor = 70)");
  }

  @Test
  void numbersNamesThatCollideInsideOneMigration() {
    assertThat(
            sql(
                "CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t ((a + 1), (b -"
                    + " 1))"))
        .extracting(operation -> ((CreateIndex) operation).index().toString())
        .containsExactly("t_a_idx", "t_a_idx1", "t_expr_expr1_idx");
  }
}

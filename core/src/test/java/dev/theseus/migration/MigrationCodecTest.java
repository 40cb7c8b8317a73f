package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.InvalidMigration;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.MigrationCodec.Format;
import dev.theseus.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationCodecTest {
  private static final ReaderOptions OPTIONS = ReaderOptions.defaults();
  private static final String ONE_OF_EACH =
      """
      -- theseus:up   users.email = "Name" || '@x'
      -- theseus:down "My ""Shop".users."a.b" = 'two'
      -- theseus:  || 'lines'
      ALTER TABLE users ADD email text NOT NULL DEFAULT 'a: b # c', DROP a, ALTER b TYPE int,
        ALTER c SET NOT NULL, ALTER d DROP NOT NULL, ALTER e SET DEFAULT random(),
        ALTER f DROP DEFAULT, ADD CHECK (x > 1), ADD FOREIGN KEY (x) REFERENCES r, ADD UNIQUE (x),
        ADD PRIMARY KEY (x), DROP CONSTRAINT y, ADD g int GENERATED ALWAYS AS (x + 1) STORED,
        ADD id2 uuid DEFAULT gen_random_uuid(), ADD "No" boolean DEFAULT true;
      ALTER TABLE "My ""Shop".users RENAME "a.b" TO "null";
      CREATE TABLE t2 (
        a int,
        b text);
      ALTER TABLE t3 RENAME TO t4;
      DROP TABLE t5;
      CREATE INDEX ON users (x);
      DROP INDEX i;
      ALTER INDEX i2 RENAME TO i3;
      ALTER TABLE users RENAME CONSTRAINT c1 TO c2;
      COMMENT ON TABLE users IS '123';
      ALTER TYPE mood ADD VALUE 'true';
      CREATE VIEW v AS SELECT 1;
      DO $$ BEGIN
        PERFORM 1;
      END $$;
      """;

  private final MigrationCodec codec = new MigrationCodec(OPTIONS);

  private static Migration sample() {
    return new MigrationReader(OPTIONS).read("V1__all.sql", ONE_OF_EACH);
  }

  private static List<Operation> operations(Migration migration) {
    return migration.operations().stream().map(Authored::operation).toList();
  }

  @Test
  void theSampleHoldsEveryKindOfOperation() {
    Set<Class<?>> kinds = new HashSet<>();
    operations(sample()).forEach(operation -> kinds.add(operation.getClass()));
    assertThat(Arrays.<Class<?>>asList(Operation.class.getPermittedSubclasses()))
        .allSatisfy(kind -> assertThat(kinds).contains(kind));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsBackWhatItWrites(Format format) {
    Migration migration = sample();
    String text = codec.write(migration, format);
    Migration again = codec.read("V1__all." + format, text, format);
    assertThat(again.name()).isEqualTo(migration.name());
    assertThat(operations(again)).isEqualTo(operations(migration));
    assertThat(again.directives())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("place")
        .isEqualTo(migration.directives());
    assertThat(codec.write(again, format)).isEqualTo(text);
    assertThat(codec.read("V1__all." + format, text, format)).isEqualTo(again);
  }

  @Test
  void readsTheShortForm() {
    Migration migration =
        codec.read(
            "V7__email.yaml",
            """
            operations:
            - add_column: {table: users, column: email, type: text, not_null: true}
            - sql: ALTER TABLE users DROP a, DROP b
            up: {users.email: "username || '@example.com'"}
            """,
            Format.YAML);
    assertThat(migration.name()).isEqualTo("V7__email");
    assertThat(operations(migration)).hasSize(3);
    assertThat(migration.operations().getFirst().place()).isEqualTo("V7__email.yaml:2");
    assertThat(migration.directives().getFirst().expression().text())
        .isEqualTo("username || '@example.com'");
    assertThat(migration.directives().getFirst().place()).isEqualTo("V7__email.yaml:4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "no",
        "123",
        "1e3",
        "~",
        "- a",
        "a: b",
        "a #b",
        "'",
        "\"",
        "{",
        "[",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        " a ",
        "a\tb",
        "a\nb",
        "é😀",
        ":",
        "?",
        "0x1F",
        "2026-01-01"
      })
  void keepsNamesThatYamlWouldTakeForSomethingElse(String name) {
    Migration migration =
        MigrationBuilder.named("m", OPTIONS).renameColumn("t", name, name + "2").build();
    for (Format format : Format.values()) {
      String text = codec.write(migration, format);
      assertThat(operations(codec.read("m", text, format))).isEqualTo(operations(migration));
    }
  }

  @Test
  void theBuilderGivesWhatSqlGives() {
    Migration built =
        MigrationBuilder.named("V1__all", OPTIONS)
            .addColumn("users", "email", "varchar(20)", c -> c.required().defaultValue("'x'"))
            .changeType("users", "age", "bigint", "age::bigint")
            .renameColumn("users", "a", "b")
            .sql("ALTER TABLE users ADD CHECK (b > 0)")
            .up("users.email", "lower(name)")
            .build();
    Migration read =
        new MigrationReader(OPTIONS)
            .read(
                "V1__all.sql",
                """
                -- theseus:up users.email = lower(name)
                ALTER TABLE users ADD email varchar(20) NOT NULL DEFAULT 'x',
                  ALTER age TYPE bigint USING age::bigint;
                ALTER TABLE users RENAME a TO b;
                ALTER TABLE users ADD CHECK (b > 0);
                """);
    assertThat(operations(built)).isEqualTo(operations(read));
    assertThat(built.directives().getFirst().expression())
        .isEqualTo(read.directives().getFirst().expression());
  }

  @Test
  void saysWhereAFileIsWrong() {
    assertProblem(
        "operations: [{add_column: {table: t, colum: c}}]",
        "operations[0].add_column.colum is not known (a.yaml:1:38); use one of: table, column,"
            + " type, collation, not_null, default, identity, serial, sequence_options,"
            + " if_not_exists, not_null_constraint");
    assertProblem(
        "operations:\n- drop_table:\n    table: t\n    cascade: maybe",
        "operations[0].drop_table.cascade is text and must be true or false (a.yaml:4:14); write"
            + " true or false without quotes");
    assertProblem(
        "operations:\n- drop_table: {}",
        "operations[0].drop_table has no table (a.yaml:2:15); add the key table");
    assertProblem(
        "operations:\n- drop_column: {table: t, column: 12}",
        "operations[0].drop_column.column is a number and must be text (a.yaml:2:35); put it in"
            + " quotes");
    assertProblem(
        "operations: 1", "operations is a number and must be a list (a.yaml:1:13); write a list");
    assertProblem(
        "name: x", "the migration has no operations (a.yaml:1:1); add the key operations");
    assertProblem("", "the file is empty (a.yaml:1:1); write a migration");
    assertProblem("a: 1\na: 2", "the key \"a\" is written twice (a.yaml:2:1); remove one of them");
    assertProblem(
        "operations: []\nups: {}",
        "ups is not known (a.yaml:2:1); use one of: name, operations, up, down");
    assertProblem(
        "operations:\n- set_default: {table: t, column: c, value: 1 +}",
        "operations[0].set_default.value is not valid: syntax error at end of input in \"1 +\""
            + " (a.yaml:2:45); correct it");
    assertProblem(
        "operations: []\nup: {a: 1}",
        "up.a is not valid: \"a\" names no column; write table.column or schema.table.column"
            + " (a.yaml:2:6); correct it");
  }

  private void assertProblem(String text, String message) {
    assertThatThrownBy(() -> codec.read("a.yaml", text, Format.YAML))
        .isInstanceOf(InvalidMigration.class)
        .hasMessage(message);
  }

  @Test
  void theSchemaFileIsTheOneOfThisVersion() throws IOException {
    Path file = Path.of("../docs/reference/migration.schema.json");
    if (Boolean.getBoolean("theseus.docs.write")) {
      Files.writeString(file, MigrationSchema.json());
    }
    assertThat(file).hasContent(MigrationSchema.json());
  }

  @Test
  void everyOperationHasAPageAndAnExample() {
    for (Class<?> kind : Operation.class.getPermittedSubclasses()) {
      String key = RecordShape.key(kind.getSimpleName());
      assertThat(Path.of("../docs/reference/operations", key.replace('_', '-') + ".md"))
          .isRegularFile();
      assertThat(Path.of("../examples/operations", key.replace('_', '-') + ".sql")).isRegularFile();
    }
  }

  @Test
  void everyExampleHoldsTheOperationItIsNamedFor() {
    for (Class<?> kind : Operation.class.getPermittedSubclasses()) {
      String key = RecordShape.key(kind.getSimpleName()).replace('_', '-');
      Migration example =
          new MigrationReader(OPTIONS)
              .readFiles(List.of(Path.of("../examples/operations", key + ".sql")))
              .getFirst();
      assertThat(operations(example)).hasAtLeastOneElementOfType(kind);
    }
  }
}

package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.error.InvalidMigration;
import dev.theseus.migration.MigrationCodec.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong is named with its place, and nothing that is written is passed over.
class PgrollRefusalTest {
  private static String refusal(String operations) {
    MigrationCodec codec = new MigrationCodec(ReaderOptions.defaults());
    String text = "operations:\n" + operations;
    InvalidMigration refused =
        catchThrowableOfType(InvalidMigration.class, () -> codec.read("m.yaml", text, Format.YAML));
    return refused.problem().text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          drop_table: {name: t, cascade: true} | operations[0].drop_table.cascade is no option of pgroll's (m.yaml:2:25); use one of: name
          drop_index: {name: 3} | operations[0].drop_index.name is a number and must be text (m.yaml:2:22); put it in quotes
          alter_column: {table: t, column: a, name: b, type: int} | operations[0].alter_column.name is no option of pgroll's (m.yaml:2:39); use one of: table, column, type, nullable, check, references, unique, default, comment, up, down
          alter_column: {table: t, column: a, up: a} | operations[0].alter_column changes nothing (m.yaml:2:17); add type, nullable, check, references, unique, default or comment
          alter_column: {table: t, column: a, nullable: false} | operations[0].alter_column forbids NULL and has no up, which gives a value where there is none (m.yaml:2:17); add up
          alter_column: {table: t, column: a, nullable: true} | operations[0].alter_column allows NULL and has no down, which gives the old version its value (m.yaml:2:17); add down
          alter_column: {table: t, column: a, nullable: "no", up: a} | operations[0].alter_column.nullable is text and must be true or false (m.yaml:2:49); write true or false without quotes
          alter_column: {table: t, type: int} | operations[0].alter_column has no column (m.yaml:2:17); add the option column
          alter_column: {table: t, column: a, default: 1, up: 'a +'} | operations[0].alter_column.up is not valid: syntax error at end of input in "a +" (m.yaml:2:55); correct it
          add_column: {table: t, column: {name: a, type: int}} | operations[0].add_column adds a required column without default and has no up (m.yaml:2:15); add up, which gives the value for rows of the old version, or a default, or nullable: true
          add_column: {table: t, column: {name: a, type: int, nulable: true}} | operations[0].add_column.column.nulable is no option of pgroll's (m.yaml:2:55); use one of: name, type, nullable, pk, unique, default, check, references, generated, comment
          add_column: {table: t, column: {name: a, type: 'int int', nullable: true}} | operations[0].add_column.column.type is not valid
          add_column: {table: t, column: {name: a, type: int, generated: {}}} | operations[0].add_column.column.generated needs either expression or identity (m.yaml:2:66); write one of them
          create_constraint: {table: t, name: c, type: exclude} | operations[0].create_constraint.type is exclude, which pgroll adds to new tables only (m.yaml:2:42); write it as an sql operation
          create_constraint: {table: t, name: c, type: unique, columns: [a], check: a > 0} | operations[0].create_constraint.check does not go with type unique (m.yaml:2:70); remove it or correct the type
          create_constraint: {table: t, name: c, type: unique} | operations[0].create_constraint names no column (m.yaml:2:22); list the columns
          create_constraint: {table: t, name: c, type: uniq} | operations[0].create_constraint.type is "uniq" (m.yaml:2:42); use one of: unique, check, primary_key, foreign_key, exclude
          create_constraint: {table: t, name: c, type: foreign_key, columns: [a], references: {table: u, columns: [b], match_type: PARTIAL}} | operations[0].create_constraint.references.match_type is PARTIAL, which PostgreSQL does not have (m.yaml:2:112); use SIMPLE or FULL
          create_constraint: {table: t, name: c, type: foreign_key, columns: [a], references: {table: u, columns: [b], on_delete_set_columns: [a]}} | operations[0].create_constraint.references.on_delete_set_columns needs on_delete SET NULL or SET DEFAULT (m.yaml:2:112); add on_delete or remove the columns
          create_index: {table: t, name: i, columns: []} | operations[0].create_index.columns names no column (m.yaml:2:37); list the columns
          create_index: {table: t, name: i, columns: [{column: a}], method: rtree} | operations[0].create_index.method is "rtree" (m.yaml:2:61); use one of: btree, hash, gist, spgist, gin, brin
          create_index: {table: t, name: i, columns: [{column: a}], storage_parameters: 'a = 1) WHERE ('} | operations[0].create_index.storage_parameters is not valid
          drop_constraint: {table: t, name: c, up: a, down: b} | operations[0].drop_constraint.down reads several columns, so the column of the constraint is not known (m.yaml:2:47); write drop_multicolumn_constraint, whose up and down name their columns
          drop_constraint: {table: t, name: c, down: 1} | operations[0].drop_constraint.down reads no column, so the column of the constraint is not known (m.yaml:2:40); write drop_multicolumn_constraint, whose up and down name their columns
          set_replica_identity: {table: t, identity: {type: full, index: i}} | operations[0].set_replica_identity.identity.index does not go with type FULL (m.yaml:2:59); remove it or write type: index
          sql: {down: SELECT 1} | operations[0].sql has no up (m.yaml:2:8); add up with the statements
          sql: {up: SELECT 1, onComplete: true, down: SELECT 1} | operations[0].sql.down does not go with onComplete: nothing is taken back then (m.yaml:2:41); remove down or onComplete
          sql: {up: 'ALTER TABLE t ADD a int; GRANT SELECT ON t TO x', down: SELECT 1} | operations[0].sql.down would take back statements that have a way back of their own, and others
          sql: {up: GRANT SELECT ON t TO x, down: DROP INDEX CONCURRENTLY i} | operations[0].sql.down holds a statement that cannot run in a transaction (m.yaml:2:43); write it without CONCURRENTLY
          """)
  void namesWhatIsWrongWithItsPlace(String operation, String message) {
    assertThat(refusal("- " + operation)).startsWith(message);
  }

  @Test
  void namesAnUnknownOperation() {
    assertThat(refusal("- drop_table: {name: t}\n- drop_view: {name: v}\n"))
        .startsWith(
            "operations[1].drop_view is no operation of pgroll's (m.yaml:3:3); use one of:"
                + " add_column, alter_column, create_constraint,");
  }

  @Test
  void takesOneOperationForEachItem() {
    assertThat(
            refusal("- drop_table: {name: t}\n- drop_index: {name: i}\n  drop_table: {name: u}\n"))
        .isEqualTo(
            "operations[1] has 2 keys (m.yaml:3:3); write one operation for each item of the list");
  }

  @Test
  void knowsNoOtherKeyAtTheTop() {
    assertThat(refusal("- drop_table: {name: t}\nup: {t.a: b}\n"))
        .isEqualTo(
            "up is no option of pgroll's (m.yaml:3:1); use one of: name, version_schema,"
                + " operations");
  }

  @Test
  void placesWhatOnlyTheWholeStatementTells() {
    String name = "n".repeat(64);
    assertThat(refusal("- drop_table: {name: " + name + "}"))
        .startsWith("operations[0].drop_table.name is not valid: ")
        .contains("(m.yaml:2:");
  }
}

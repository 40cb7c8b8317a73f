package dev.theseus.operation;

import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationCodec;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// Reads operations from SQL and from YAML, with `shop` as the base schema.
final class OperationReading {
  private static final ReaderOptions OPTIONS = ReaderOptions.of(Identifier.of("shop"));

  private OperationReading() {}

  static List<Operation> sql(String sql) {
    return operations(new MigrationReader(OPTIONS).read("V1__test.sql", sql));
  }

  static List<Operation> yaml(String operation) {
    String text = "name: V1__test\noperations:\n" + operation;
    return operations(
        new MigrationCodec(OPTIONS).read("V1__test.yaml", text, MigrationCodec.Format.YAML));
  }

  static String yaml(Operation operation) {
    return new MigrationCodec(OPTIONS).write(operation) + "\n";
  }

  static QualifiedName shop(String name) {
    return QualifiedName.of("shop", name);
  }

  static Identifier name(String name) {
    return Identifier.of(name);
  }

  private static List<Operation> operations(Migration migration) {
    return migration.operations().stream().map(Migration.Authored::operation).toList();
  }
}

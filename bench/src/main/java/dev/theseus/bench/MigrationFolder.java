package dev.theseus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A folder of small migrations that follow from each other: a table in ten files, and changes of
/// those that are there.
final class MigrationFolder {
  private static final int KINDS = 10;

  private final Random random = new Random(7);
  private final List<String> tables = new ArrayList<>();

  private MigrationFolder() {}

  static void write(Path folder, int files) throws IOException {
    Files.createDirectories(folder);
    MigrationFolder all = new MigrationFolder();
    for (int i = 1; i <= files; i++) {
      Files.writeString(folder.resolve("V" + i + "__m.sql"), all.migration(i));
    }
  }

  private String migration(int i) {
    String table = tables.isEmpty() ? "" : one();
    if (i % KINDS == 1 || table.isEmpty()) {
      return created("t" + i);
    }
    return switch (i % KINDS) {
      case 2 -> "ALTER TABLE %s ADD COLUMN c%d int;\n".formatted(table, i);
      case 3 -> "ALTER TABLE %s ADD COLUMN c%d text NOT NULL DEFAULT 'x';\n".formatted(table, i);
      case 4 -> "CREATE INDEX CONCURRENTLY i%d ON %s (name, id);\n".formatted(i, table);
      case 5 ->
          """
          INSERT INTO %1$s (name, price) VALUES ('a', 1), ('b', 2);
          UPDATE %1$s SET price = 2 WHERE name = 'a';
          """
              .formatted(table);
      case 6 -> "ALTER TABLE %s ADD CONSTRAINT k%d CHECK (price >= 0);\n".formatted(table, i);
      case 7 -> "ALTER TABLE %s ALTER COLUMN price TYPE numeric(12,2);\n".formatted(table);
      case 8 ->
          """
          ALTER TABLE %1$s ADD COLUMN r%2$d bigint;
          ALTER TABLE %1$s ADD CONSTRAINT f%2$d FOREIGN KEY (r%2$d) REFERENCES %3$s (id);
          """
              .formatted(table, i, one());
      case 9 -> "CREATE VIEW v%d AS SELECT id, name FROM %s;\n".formatted(i, table);
      default ->
          """
          ALTER TABLE %1$s ALTER COLUMN name SET DEFAULT 'n';
          COMMENT ON TABLE %1$s IS 'm%2$d';
          """
              .formatted(table, i);
    };
  }

  private String created(String name) {
    String parent =
        tables.isEmpty() || random.nextBoolean()
            ? ""
            : ",\n  parent_id bigint REFERENCES %s (id)".formatted(one());
    tables.add(name);
    return """
    CREATE TABLE %1$s (
      id bigserial PRIMARY KEY,
      name text NOT NULL,
      price numeric(10,2),
      created_at timestamptz DEFAULT now()%2$s
    );
    CREATE INDEX %1$s_name_idx ON %1$s (name);
    """
        .formatted(name, parent);
  }

  private String one() {
    return tables.get(random.nextInt(tables.size()));
  }
}

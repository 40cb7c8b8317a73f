package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.MigrationCodec.Format;
import dev.theseus.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Subcommands with commas, quotes, comments and keywords in every place, in random combinations: a
/// statement with several gives what one statement for each gives, and YAML keeps it.
class AlterTableFuzzTest {
  private static final long SEED = 20_240_607;
  private static final List<String> NAMES =
      List.of(
          "a",
          "\"select\"",
          "\"A b\"",
          "\"x,y\"",
          "\"(\"",
          "\"q\"\"q\"",
          "\"using\"",
          "\"default\"",
          "é",
          "Mixed",
          "\"Mixed\"",
          "x".repeat(63));
  private static final List<String> EXPRESSIONS =
      List.of(
          "1",
          "'a,b'",
          "$x$ USING, $x$",
          "coalesce(a, b, 'default')",
          "(a + b) * -2",
          "(array[1, 2])[1]",
          "CASE WHEN a THEN b ELSE 'x' END",
          "E'it\\'s, /* no */'",
          "(SELECT 1)",
          "a /* , */ + 1 -- ,\n",
          "current_timestamp",
          "'1'::text COLLATE \"C\"",
          "random()");
  private static final List<String> TYPES =
      List.of(
          "int",
          "numeric(10, 2)",
          "varchar ( 3 ) [ ]",
          "timestamp(3) with time zone",
          "double precision",
          "interval day to second(2)",
          "\"My\".\"type\"",
          "bit varying(4)",
          "text[][]");

  private final Random random = new Random(SEED);
  private final ReaderOptions options = ReaderOptions.defaults();

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /// In a column definition an expression stands without parentheses only when it is simple.
  private String subcommand(int number) {
    String name = pick(NAMES);
    String expression = pick(EXPRESSIONS);
    String constraint = "CONSTRAINT c" + number + " ";
    return switch (random.nextInt(13)) {
      case 0 -> "ADD COLUMN " + name + " " + pick(TYPES) + " DEFAULT (" + expression + ") NOT NULL";
      case 1 -> "ADD " + name + " " + pick(TYPES) + " " + constraint + "CHECK (" + expression + ")";
      case 2 -> "DROP " + name + " CASCADE";
      case 3 -> "ALTER " + name + " TYPE " + pick(TYPES) + " USING " + expression;
      case 4 -> "ALTER " + name + " SET DEFAULT " + expression;
      case 5 -> "ALTER " + name + " SET NOT NULL";
      case 6 -> "ALTER " + name + " DROP NOT NULL";
      case 7 -> "ALTER " + name + " DROP DEFAULT";
      case 8 -> "ADD " + constraint + "CHECK (" + expression + ") NOT VALID";
      case 9 -> "ADD " + constraint + "UNIQUE (" + name + ", b) INCLUDE (" + pick(NAMES) + ")";
      case 10 ->
          "ADD "
              + constraint
              + "FOREIGN KEY ("
              + name
              + ", b) REFERENCES r (x, \"y\")"
              + " ON UPDATE SET NULL NOT VALID";
      case 11 ->
          "ADD "
              + name
              + " text COLLATE \"C\" NULL GENERATED ALWAYS AS ("
              + expression
              + ") STORED UNIQUE REFERENCES r";
      default -> "ENABLE TRIGGER " + name;
    };
  }

  @Test
  void severalSubcommandsGiveWhatSingleOnesGive() {
    for (int round = 0; round < 150; round++) {
      List<String> commands = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        commands.add(subcommand(i));
      }
      String table = pick(List.of("t", "ONLY s.t", "\"a.b\".\"t,t\"", "public.t *"));
      String together = "ALTER TABLE " + table + " " + String.join(", ", commands);
      StringBuilder apart = new StringBuilder();
      commands.forEach(
          c -> apart.append("ALTER TABLE ").append(table).append(' ').append(c).append("\n;"));
      List<Operation> operations = withoutDirect(read(together));
      assertThat(operations)
          .as("seed %d, round %d: %s", SEED, round, together)
          .isEqualTo(withoutDirect(read(apart.toString())));
      keptByYaml(read(together));
    }
  }

  /// Statements carried out as written are cut out of the whole in one case only.
  private static List<Operation> withoutDirect(Migration migration) {
    return migration.operations().stream()
        .map(Authored::operation)
        .filter(o -> !(o instanceof dev.theseus.operation.DirectStatement))
        .toList();
  }

  private Migration read(String sql) {
    return new MigrationReader(options).read("fuzz.sql", sql);
  }

  private void keptByYaml(Migration migration) {
    MigrationCodec codec = new MigrationCodec(options);
    String yaml = codec.write(migration, Format.YAML);
    assertThat(codec.read("fuzz.yaml", yaml, Format.YAML).operations())
        .extracting(Authored::operation)
        .as(yaml)
        .isEqualTo(migration.operations().stream().map(Authored::operation).toList());
  }
}

package dev.theseus.migration;

import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The names PostgreSQL gives to constraints and indexes that have none: `makeObjectName`,
/// `ChooseRelationName`, `ChooseConstraintName` and `ChooseIndexColumnNames` of its sources.
///
/// Not thread-safe: it remembers the names of one migration.
public final class ChosenNames {
  private final ReaderOptions options;
  private final Set<QualifiedName> relations = new HashSet<>();
  private final Set<QualifiedName> constraints = new HashSet<>();
  private final Set<QualifiedName> freed = new HashSet<>();

  ChosenNames(ReaderOptions options) {
    this.options = options;
  }

  /// Remembers a relation that the migration itself creates.
  void takeRelation(QualifiedName name) {
    relations.add(name);
  }

  void takeConstraint(QualifiedName table, Identifier name) {
    constraints.add(table.withName(name));
  }

  /// Remembers that the migration drops a constraint: the key that takes its place takes its name.
  void freeConstraint(QualifiedName table, Identifier name) {
    freed.add(table.withName(name));
  }

  /// For the index of a UNIQUE constraint: `table_column_key`.
  Identifier unique(QualifiedName table, List<Identifier> columns) {
    return indexed(table, addition(columns), "key");
  }

  Identifier primaryKey(QualifiedName table) {
    return indexed(table, "", "pkey");
  }

  Identifier exclusion(QualifiedName table, List<Identifier> columns) {
    return indexed(table, addition(columns), "excl");
  }

  /// @param columns what [#indexColumns] gives, INCLUDE columns too
  Identifier index(QualifiedName table, List<Identifier> columns) {
    Identifier name = choose(table, addition(columns), "idx", this::relationTaken);
    relations.add(table.withName(name));
    return name;
  }

  Identifier foreignKey(QualifiedName table, List<Identifier> columns) {
    return constrained(table, addition(columns), "fkey");
  }

  /// @param columns what the CHECK reads; its only column becomes part of the name
  Identifier check(QualifiedName table, List<Identifier> columns) {
    return constrained(table, columns.size() == 1 ? columns.get(0).toString() : "", "check");
  }

  /// Names for the columns of an index, numbered where one comes twice.
  static List<Identifier> indexColumns(List<String> names) {
    List<Identifier> chosen = new ArrayList<>();
    for (String name : names) {
      Identifier current = Identifier.of(name);
      for (int i = 1; chosen.contains(current); i++) {
        String number = String.valueOf(i);
        current = Identifier.of(cut(name, Identifier.MAX_BYTES - number.length()) + number);
      }
      chosen.add(current);
    }
    return chosen;
  }

  private Identifier indexed(QualifiedName table, String addition, String label) {
    Identifier name =
        choose(
            table,
            addition,
            label,
            other -> !freed.contains(other) && (relationTaken(other) || constraintTaken(other)));
    freed.remove(table.withName(name));
    relations.add(table.withName(name));
    constraints.add(table.withName(name));
    return name;
  }

  private Identifier constrained(QualifiedName table, String addition, String label) {
    Identifier name = choose(table, addition, label, this::constraintTaken);
    constraints.add(table.withName(name));
    return name;
  }

  private boolean relationTaken(QualifiedName name) {
    return relations.contains(name) || options.relationExists().test(name);
  }

  private boolean constraintTaken(QualifiedName name) {
    return constraints.contains(name) || options.constraintExists().test(name);
  }

  /// The name PostgreSQL gives to the index of a partition that an index of its parent asks for.
  ///
  /// @param columns what [#columnsOf] gives; none for a primary key
  /// @param label `idx`, `key` or `pkey`
  public static Identifier onPartition(
      QualifiedName partition,
      List<Identifier> columns,
      String label,
      Predicate<QualifiedName> taken) {
    return choose(partition, addition(columns), label, taken);
  }

  /// The names PostgreSQL gives to the columns of the index that a CREATE INDEX statement makes.
  public static List<Identifier> columnsOf(Node createIndex) {
    return indexColumns(ColumnNames.ofIndex(createIndex));
  }

  private static Identifier choose(
      QualifiedName table, String addition, String label, Predicate<QualifiedName> taken) {
    String first = table.name().toString();
    QualifiedName name = table.withName(objectName(first, addition, label));
    for (int pass = 1; taken.test(name); pass++) {
      name = table.withName(objectName(first, addition, label + pass));
    }
    return name.name();
  }

  /// `makeObjectName`: the longer of the two names gives way, one byte at a time, and neither is
  /// cut inside a character.
  ///
  /// @param first the table
  /// @param second what is named, or empty
  public static Identifier objectName(String first, String second, String label) {
    int overhead = label.length() + 1 + (second.isEmpty() ? 0 : 1);
    int room = Identifier.MAX_BYTES - overhead;
    int firstBytes = bytes(first);
    int secondBytes = bytes(second);
    while (firstBytes + secondBytes > room) {
      if (firstBytes > secondBytes) {
        firstBytes--;
      } else {
        secondBytes--;
      }
    }
    String middle = second.isEmpty() ? "" : "_" + cut(second, secondBytes);
    return Identifier.of(cut(first, firstBytes) + middle + "_" + label);
  }

  /// `ChooseIndexNameAddition`: no more names once they fill an identifier. The last one is cut as
  /// `strlcpy` does, at 63 bytes.
  private static String addition(List<Identifier> columns) {
    StringBuilder out = new StringBuilder();
    for (Identifier column : columns) {
      if (!out.isEmpty()) {
        out.append('_');
      }
      out.append(column);
      if (bytes(out.toString()) > Identifier.MAX_BYTES) {
        break;
      }
    }
    return out.toString();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String cut(String text, int maxBytes) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      used += bytes(text.substring(end, next));
      if (used > maxBytes) {
        break;
      }
      end = next;
    }
    return text.substring(0, end);
  }
}

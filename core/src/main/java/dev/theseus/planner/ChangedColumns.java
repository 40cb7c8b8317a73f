package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells in a trigger whether columns of a row changed: by their bytes, since equality of a type
/// may be looser (citext, numeric without a scale, a collation) or not exist (json); by the
/// operator, which costs a fifth, where two values it calls equal are the same to everything that
/// reads them.
final class ChangedColumns {
  private static final Set<String> EXACT =
      Set.of(
          "int2",
          "int4",
          "int8",
          "oid",
          "bool",
          "uuid",
          "bytea",
          "date",
          "time",
          "timestamp",
          "timestamptz");

  private static final Set<String> TEXTS = Set.of("text", "varchar");

  private final Set<Identifier> exact = new HashSet<>();

  ChangedColumns(Table table, List<SyncGroup> groups) {
    for (Column column : table.columns()) {
      if (exact(column.type(), column.collation().isPresent())) {
        exact.add(column.name());
      }
    }
    for (SyncGroup group : groups) {
      for (SyncGroup.New one : group.news()) {
        if (exact(one.column().type(), one.column().collation().isPresent())) {
          exact.add(one.physical());
        }
      }
    }
  }

  /// Of a type's default collation, equality is that of the bytes. With a scale of the column's
  /// own, all its numbers are shown with the same digits.
  private static boolean exact(PgType type, boolean collated) {
    return EXACT.stream().anyMatch(type::is)
        || (!collated && TEXTS.stream().anyMatch(type::is))
        || (type.is("numeric") && !type.modifiers().isEmpty());
  }

  /// A condition over `NEW` and `OLD` that is never NULL; in an INSERT every `OLD` column is NULL.
  Sql any(List<Identifier> columns) {
    List<Sql> differs = new ArrayList<>();
    List<Identifier> byImage = new ArrayList<>();
    for (Identifier column : columns.stream().distinct().toList()) {
      if (exact.contains(column)) {
        differs.add(Sql.of("NEW.{column} IS DISTINCT FROM OLD.{column}", Map.of("column", column)));
      } else {
        byImage.add(column);
      }
    }
    if (!byImage.isEmpty()) {
      differs.add(
          Sql.of(
              "pg_catalog.record_image_ne(ROW({new}), ROW({old}))",
              Map.of("new", fields("NEW", byImage), "old", fields("OLD", byImage))));
    }
    return switch (differs.size()) {
      case 0 -> Sql.of("{never}", Map.of("never", Literal.of(false)));
      case 1 -> differs.getFirst();
      default -> Sql.of("{any}", Map.of("any", SqlList.anyOf(differs)));
    };
  }

  static SqlList fields(String row, List<Identifier> columns) {
    return SqlList.of(
        columns.stream()
            .map(column -> Sql.of("{row}.{column}", Map.of("row", Sql.of(row), "column", column)))
            .toList());
  }
}

package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives a column that takes another's place everything the other had besides its type, default and
/// NOT NULL.
final class ColumnAttributes {
  private ColumnAttributes() {}

  static void copy(QualifiedName table, ColumnDraft column, Column origin, List<Sql> statements) {
    if (column.type().withoutModifiers().equals(origin.type().withoutModifiers())) {
      origin
          .storage()
          .map(code -> alter(table, column, "SET STORAGE {value}", storage(code)))
          .ifPresent(statements::add);
      origin
          .compression()
          .map(code -> Sql.of(code.equals("l") ? "lz4" : "pglz"))
          .map(method -> alter(table, column, "SET COMPRESSION {value}", method))
          .ifPresent(statements::add);
    }
    origin
        .statisticsTarget()
        .map(target -> Sql.verbatim(String.valueOf(target)))
        .map(target -> alter(table, column, "SET STATISTICS {value}", target))
        .ifPresent(statements::add);
    if (!origin.options().isEmpty()) {
      statements.add(
          alter(table, column, "SET ({value})", Sql.verbatim(String.join(", ", origin.options()))));
    }
    origin.grants().forEach(grant -> statements.add(Grants.on(table, column.name(), grant)));
    origin.comment().map(text -> comment(table, column, text)).ifPresent(statements::add);
  }

  private static Sql comment(QualifiedName table, ColumnDraft column, String text) {
    return Sql.of(
        "COMMENT ON COLUMN {table}.{column} IS {text}",
        Map.of("table", table, "column", column.name(), "text", Literal.of(text)));
  }

  private static Sql alter(QualifiedName table, ColumnDraft column, String action, SqlPart value) {
    Map<String, Object> parts = new HashMap<>();
    parts.put("table", table);
    parts.put("column", column.name());
    parts.put("value", value);
    return Sql.of("ALTER TABLE {table} ALTER COLUMN {column} " + action, parts);
  }

  private static Sql storage(String code) {
    return Sql.of(
        switch (code) {
          case "p" -> "PLAIN";
          case "e" -> "EXTERNAL";
          case "m" -> "MAIN";
          case "x" -> "EXTENDED";
          default -> throw new IllegalArgumentException("unknown attstorage " + code);
        });
  }
}

package dev.theseus.internal.trace;

import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The relations of a database at one moment, with the files they are kept in; without TOAST tables
/// and PostgreSQL's own.
///
/// @param names by the relations' numbers
public record RelationFiles(Map<QualifiedName, File> files, Map<Long, QualifiedName> names) {
  private static final Set<String> TABLES = Set.of("r", "p", "m", "v", "f");

  private static final String SEQUENCE = "S";

  private static final Set<String> PARTITIONED = Set.of("p", "I");

  /// @param kind `relkind`
  /// @param node the number of the file, 0 where there is none
  public record File(String kind, long node) {}

  public static RelationFiles none() {
    return new RelationFiles(Map.of(), Map.of());
  }

  public static RelationFiles of(Connection connection) throws SQLException {
    Map<QualifiedName, File> files = new TreeMap<>();
    Map<Long, QualifiedName> names = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text,
                       coalesce(pg_relation_filenode(c.oid), 0)::bigint
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid >= 16384 AND n.nspname !~ '^pg_'
                """)) {
      while (rows.next()) {
        QualifiedName name = QualifiedName.of(text(rows, 2), text(rows, 3));
        files.put(name, new File(text(rows, 4), rows.getLong(5)));
        names.put(rows.getLong(1), name);
      }
    }
    return new RelationFiles(files, names);
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }

  Optional<QualifiedName> name(long number) {
    return Optional.ofNullable(names.get(number));
  }

  /// Whether it is a table or view of any kind.
  public boolean isTable(QualifiedName name) {
    File file = files.get(name);
    return file != null && TABLES.contains(file.kind());
  }

  public boolean isSequence(QualifiedName name) {
    File file = files.get(name);
    return file != null && file.kind().equals(SEQUENCE);
  }

  /// Whether it is a partitioned table or index, which keeps nothing itself.
  public boolean isPartitioned(QualifiedName name) {
    File file = files.get(name);
    return file != null && PARTITIONED.contains(file.kind());
  }

  /// Whether anything can be said of it: a table, a view or a sequence.
  public boolean isNamed(QualifiedName name) {
    return isTable(name) || isSequence(name);
  }

  /// What is kept in another file later, sequences aside. By name, because an index that is dropped
  /// and made again counts as written anew.
  SortedSet<QualifiedName> rewrittenUntil(RelationFiles later) {
    SortedSet<QualifiedName> rewritten = new TreeSet<>();
    files.forEach(
        (name, file) -> {
          File now = later.files.get(name);
          if (now != null && now.node() != file.node() && !file.kind().equals(SEQUENCE)) {
            rewritten.add(name);
          }
        });
    return rewritten;
  }
}

package dev.theseus.internal.catalog;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The current row of a catalog query, read by column label.
record CatalogRow(ResultSet result) {
  /// A text that is there unless the object was dropped while the catalog was read: the functions
  /// that write definitions look at the newest state, not at the snapshot, and give NULL then.
  String text(String label) throws SQLException {
    String value = result.getString(label);
    if (value == null) {
      throw new DatabaseFailure(
          Problem.of(
              ProblemCode.CATALOG_CHANGED,
              "the catalog changed while it was read (no " + label + ")",
              "try again when no other schema change is running"));
    }
    return value;
  }

  Optional<String> maybe(String label) throws SQLException {
    return Optional.ofNullable(result.getString(label));
  }

  Identifier identifier(String label) throws SQLException {
    return Identifier.of(text(label));
  }

  Optional<Identifier> maybeIdentifier(String label) throws SQLException {
    return maybe(label).map(Identifier::of);
  }

  QualifiedName qualified(String schema, String name) throws SQLException {
    return new QualifiedName(identifier(schema), identifier(name));
  }

  /// The name, when there is one.
  Optional<QualifiedName> maybeQualified(String schema, String name) throws SQLException {
    return maybe(name).isEmpty() ? Optional.empty() : Optional.of(qualified(schema, name));
  }

  long oid() throws SQLException {
    return result.getLong("oid");
  }

  long large(String label) throws SQLException {
    return result.getLong(label);
  }

  int number(String label) throws SQLException {
    return result.getInt(label);
  }

  Optional<Integer> maybeNumber(String label) throws SQLException {
    int value = result.getInt(label);
    return result.wasNull() ? Optional.empty() : Optional.of(value);
  }

  boolean flag(String label) throws SQLException {
    return result.getBoolean(label);
  }

  /// An array of text; empty when it is NULL.
  List<String> texts(String label) throws SQLException {
    return Arrays.stream(elements(label)).map(String::valueOf).toList();
  }

  List<Identifier> identifiers(String label) throws SQLException {
    return texts(label).stream().map(Identifier::of).toList();
  }

  /// An array of column numbers; empty when it is NULL.
  List<Integer> numbers(String label) throws SQLException {
    return Arrays.stream(elements(label)).map(element -> ((Number) element).intValue()).toList();
  }

  private Object[] elements(String label) throws SQLException {
    @Nullable Array array = result.getArray(label);
    return array == null ? new Object[0] : (Object[]) array.getArray();
  }
}

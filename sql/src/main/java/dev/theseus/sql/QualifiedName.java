package dev.theseus.sql;

import java.util.Objects;

/// The name of an object inside its schema.
///
/// @param schema the schema's name
/// @param name the object's name
public record QualifiedName(Identifier schema, Identifier name)
    implements SqlPart, Comparable<QualifiedName> {

  public QualifiedName {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
  }

  /// The object `name` in `schema`, both raw.
  public static QualifiedName of(String schema, String name) {
    return new QualifiedName(Identifier.of(schema), Identifier.of(name));
  }

  /// Another object of the same schema.
  public QualifiedName withName(Identifier other) {
    return new QualifiedName(schema, other);
  }

  /// The object of the same name in another schema.
  public QualifiedName withSchema(Identifier other) {
    return new QualifiedName(other, name);
  }

  /// Both names in double quotes, joined by a dot.
  public String quoted() {
    return schema.quoted() + "." + name.quoted();
  }

  @Override
  public String rendered() {
    return quoted();
  }

  @Override
  public int compareTo(QualifiedName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /// `schema.name` without quotes, for messages.
  @Override
  public String toString() {
    return schema + "." + name;
  }
}

package dev.theseus.sql;

/// Something that may stand at a `{placeholder}` of a [Sql] template.
///
/// The set is closed: a plain string is not a part, so it cannot reach SQL unquoted by accident.
public sealed interface SqlPart
    permits Identifier, QualifiedName, Expression, TypeName, Literal, Sql, SqlList, Nothing {

  /// The text exactly as it is written into a statement: names quoted, values escaped.
  String rendered();
}

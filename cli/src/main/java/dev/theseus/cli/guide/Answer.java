package dev.theseus.cli.guide;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// An answer that was read: nothing but what was asked for is in it.
///
/// @param question what was asked
/// @param part how it stands in SQL; names have quotes only where they need them
/// @param names the names in it, of a qualified one both
public record Answer(Question question, SqlPart part, List<Identifier> names) {
  public Answer {
    names = List.copyOf(names);
  }

  /// As it stands in SQL.
  public String shown() {
    return part.rendered();
  }

  /// The object's own name.
  public Identifier name() {
    return names.getLast();
  }

  /// The table or type, in the schema where it is named without one.
  public QualifiedName in(Identifier schema) {
    return names.size() == 1
        ? new QualifiedName(schema, names.getFirst())
        : new QualifiedName(names.get(0), names.get(1));
  }

  /// For file names and names that are made of others.
  String plain() {
    return names.isEmpty()
        ? shown()
        : question.kind() == QuestionKind.COLUMNS
            ? names.stream().map(Identifier::name).collect(Collectors.joining("_"))
            : name().name();
  }

  /// An answer that is there.
  static Answer in(Map<String, Answer> answers, String key) {
    return Objects.requireNonNull(answers.get(key), key);
  }

  static Answer of(Question question, String sql, List<Identifier> names) {
    return new Answer(question, Expression.of(sql), names);
  }
}

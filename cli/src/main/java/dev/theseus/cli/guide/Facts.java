package dev.theseus.cli.guide;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Table;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is known of the database: what is there, and which types columns have.
///
/// @param catalog null where none is known, so that every name is believed
/// @param schema the schema of names written without one
public record Facts(@Nullable Catalog catalog, Identifier schema) {
  private static final Pattern QUOTED =
      Pattern.compile("\"(?!char\"|bit\")([a-z][a-z0-9_]*)\"((?:\\(.*)?)");

  /// Whether names can be looked up.
  public boolean known() {
    return catalog != null;
  }

  /// Refuses a name that is not there, or that is there already.
  void require(Answer answer, Map<String, Answer> answers) {
    if (catalog == null) {
      return;
    }
    switch (answer.question().kind()) {
      case TABLE -> table(answer);
      case NEW_TABLE -> refuseTaken(answer);
      case COLUMN -> column(answer.name(), answer, answers);
      case COLUMNS -> answer.names().forEach(name -> column(name, answer, answers));
      case NEW_COLUMN -> refuseColumn(answer, answers);
      case NAME, TYPE, EXPRESSION, ENUM, TEXT, DEFINITIONS -> {}
    }
  }

  /// The type of the column, or of the first of them, that a question's answer names.
  Optional<String> type(Question question, Map<String, Answer> answers) {
    Answer of = question.catalog() == null ? null : answers.get(question.catalog());
    if (of == null || catalog == null) {
      return Optional.empty();
    }
    return owner(of, answers)
        .flatMap(table -> table.column(of.names().getFirst()))
        .map(column -> withoutQuotes(column.type().sql().text()));
  }

  /// Most types mean the same without quotes; `"char"` and `"bit"` do not.
  private static String withoutQuotes(String type) {
    Matcher quoted = QUOTED.matcher(type);
    return quoted.matches() ? quoted.group(1) + quoted.group(2) : type;
  }

  private Optional<Table> owner(Answer column, Map<String, Answer> answers) {
    Answer table = answers.get(column.question().table());
    return table == null || catalog == null ? Optional.empty() : catalog.table(table.in(schema));
  }

  private void table(Answer answer) {
    if (catalog != null && catalog.table(answer.in(schema)).isEmpty()) {
      Identifier where = answer.in(schema).schema();
      throw new WrongAnswer(
          "there is no table %s".formatted(answer.in(schema)),
          "give one of " + list(catalog.in(where).keySet().stream().toList()));
    }
  }

  private void refuseTaken(Answer answer) {
    if (catalog != null && catalog.relations().contains(answer.in(schema))) {
      throw new WrongAnswer("%s exists already".formatted(answer.in(schema)), "give another name");
    }
  }

  private void column(Identifier name, Answer answer, Map<String, Answer> answers) {
    Optional<Table> table = owner(answer, answers);
    if (table.isPresent() && table.get().column(name).isEmpty()) {
      throw new WrongAnswer(
          "table %s has no column %s".formatted(table.get().name(), name),
          "give one of " + list(table.get().columns().stream().map(Column::name).toList()));
    }
  }

  private void refuseColumn(Answer answer, Map<String, Answer> answers) {
    Optional<Table> table = owner(answer, answers);
    if (table.isPresent() && table.get().column(answer.name()).isPresent()) {
      throw new WrongAnswer(
          "table %s has a column %s already".formatted(table.get().name(), answer.name()),
          "give another name");
    }
  }

  private static String list(List<Identifier> names) {
    String shown =
        names.stream().limit(20).map(AnswerReader::shown).collect(Collectors.joining(", "));
    return names.isEmpty() ? "another schema: this one is empty" : shown;
  }
}

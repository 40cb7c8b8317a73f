package dev.theseus.cli.guide;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads answers. What is no name, type or expression by PostgreSQL's own grammar is refused, so an
/// answer cannot bring a statement of its own.
final class AnswerReader {
  private AnswerReader() {}

  static Answer read(Question question, String text) {
    String answer = text.strip();
    if (answer.isEmpty()) {
      throw wrong(question, answer, "is empty");
    }
    if (answer.codePoints().anyMatch(Character::isISOControl)) {
      throw wrong(question, answer, "has line breaks or control characters; write it in one line");
    }
    try {
      return switch (question.kind()) {
        case TABLE, ENUM -> qualified(question, answer);
        case NEW_TABLE, COLUMN, NEW_COLUMN, NAME -> single(question, answer);
        case COLUMNS -> columns(question, answer);
        case TYPE -> type(question, answer);
        case EXPRESSION -> expression(question, answer);
        case TEXT -> new Answer(question, Literal.of(answer), List.of());
        case DEFINITIONS -> definitions(question, answer);
      };
    } catch (SqlSyntaxException e) {
      throw wrong(question, answer, "is not SQL that can stand there: " + e.getMessage());
    }
  }

  /// The parts of a dotted name, or nothing where the text is none.
  static Optional<List<Identifier>> names(String text) {
    List<Token> tokens = Grammar.scan(text);
    List<Identifier> names = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean nameExpected = i % 2 == 0;
      Optional<Identifier> name = tokens.get(i).name();
      if (nameExpected ? name.isEmpty() : !tokens.get(i).is(".")) {
        return Optional.empty();
      }
      name.filter(it -> nameExpected).ifPresent(names::add);
    }
    return tokens.size() % 2 == 1 ? Optional.of(names) : Optional.empty();
  }

  /// With quotes only where SQL needs them.
  static String shown(Identifier name) {
    if (!name.name().matches("[a-z_][a-z0-9_]*")) {
      return name.quoted();
    }
    try {
      Grammar.statement("ALTER TABLE " + name.name() + " ADD COLUMN " + name.name() + " text");
      return name.name();
    } catch (SqlSyntaxException e) {
      return name.quoted();
    }
  }

  private static Answer qualified(Question question, String text) {
    List<Identifier> names =
        names(text)
            .filter(list -> list.size() <= 2)
            .orElseThrow(() -> wrong(question, text, "is no name; write name or schema.name"));
    return Answer.of(question, shown(names, "."), names);
  }

  private static Answer single(Question question, String text) {
    List<Identifier> names =
        names(text)
            .filter(list -> list.size() == 1)
            .orElseThrow(
                () ->
                    wrong(
                        question,
                        text,
                        "is no name of at most 63 bytes; put one with blanks or other marks into"
                            + " double quotes"));
    return Answer.of(question, shown(names, "."), names);
  }

  private static Answer columns(Question question, String text) {
    List<Identifier> names = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      names.add(single(question, part.strip()).name());
    }
    return Answer.of(question, shown(names, ", "), names);
  }

  private static Answer type(Question question, String text) {
    refuseComments(question, text);
    Grammar.expression("CAST(NULL AS " + text + ")");
    Grammar.statement("CREATE TABLE t (c " + text + ")");
    return Answer.of(question, text, List.of());
  }

  private static Answer expression(Question question, String text) {
    refuseComments(question, text);
    return Answer.of(question, Grammar.expression(text).text(), List.of());
  }

  private static Answer definitions(Question question, String text) {
    refuseComments(question, text);
    Grammar.statement("CREATE TABLE t (" + text + ")");
    return Answer.of(question, text, List.of());
  }

  private static void refuseComments(Question question, String text) {
    boolean more =
        Grammar.scan(text).stream()
            .anyMatch(token -> token.kind() == Token.Kind.COMMENT || token.is(";"));
    if (more) {
      throw wrong(question, text, "holds a comment or more than one statement; leave it out");
    }
  }

  private static String shown(List<Identifier> names, String between) {
    return names.stream().map(AnswerReader::shown).collect(Collectors.joining(between));
  }

  private static WrongAnswer wrong(Question question, String text, String why) {
    String example = question.example() == null ? "" : " such as " + question.example();
    return new WrongAnswer(
        "the answer to '%s', \"%s\", %s".formatted(question.name(), text, why),
        "give %s=%s%s".formatted(question.name(), "…", example));
  }
}

package dev.theseus.cli.guide;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One kind of change, as its file says it.
///
/// @param title what changes, for people
/// @param words what it may be called in a sentence, the usual word first
/// @param target the questions that the first name in a sentence answers, `users.email` both
/// @param then the questions that the rest of a sentence answers
/// @param questions what must be known, in the order in which it is asked
/// @param wrong the statements that would hurt, a line each
/// @param why what they do to the application
/// @param right the migration, a line each; a directive is left out where its answer is missing,
///   and so is what stands in brackets
/// @param file the file's name without number and ending
/// @param standIns what the database must hold before, when no real one is known
public record Topic(
    String title,
    List<String> words,
    List<String> target,
    List<String> then,
    List<Question> questions,
    List<String> wrong,
    String why,
    List<String> right,
    String file,
    @JsonProperty("standIn") List<StandIn> standIns) {
  public Topic {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(why, "why");
    Objects.requireNonNull(file, "file");
    words = List.copyOf(words);
    target = List.copyOf(target);
    then = then == null ? List.of() : List.copyOf(then);
    questions = List.copyOf(questions);
    wrong = List.copyOf(wrong);
    right = List.copyOf(right);
    standIns = List.copyOf(standIns);
  }

  /// Something that must exist before.
  ///
  /// @param table the question that names a table
  /// @param enumType the question that names an enum type
  /// @param columns the table's columns besides an `id`
  /// @param unique whether its first column is its key
  public record StandIn(
      @Nullable String table,
      @JsonProperty("enum") @Nullable String enumType,
      @Nullable List<String> columns,
      boolean unique) {
    List<String> given() {
      return columns == null ? List.of() : columns;
    }
  }

  /// The word that names it.
  public String name() {
    return words.getFirst();
  }

  /// The question whose answer has this key.
  public Optional<Question> question(String key) {
    return key.equals(Question.OTHERS.name())
        ? Optional.of(Question.OTHERS)
        : questions.stream().filter(one -> one.name().equals(key)).findFirst();
  }
}

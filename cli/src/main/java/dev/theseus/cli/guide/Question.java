package dev.theseus.cli.guide;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing a topic must know.
///
/// @param name the answer's key, such as `column`
/// @param kind what the answer must be
/// @param ask the question for people
/// @param example an answer that fits
/// @param preset the answer where none is given; may hold `{name}` of questions before it
/// @param optional whether it may stay without an answer
/// @param of the question whose table a column belongs to, default `table`
/// @param catalog the question about a column whose type in the catalog is the answer
public record Question(
    String name,
    QuestionKind kind,
    String ask,
    @Nullable String example,
    @JsonProperty("default") @Nullable String preset,
    boolean optional,
    @Nullable String of,
    @Nullable String catalog) {
  public Question {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(ask, "ask");
  }

  /// The types of columns that only a stand-in for the table needs to know.
  public static final Question OTHERS =
      new Question(
          "others",
          QuestionKind.DEFINITIONS,
          "Which types have the other columns that you named?",
          "age integer, price numeric(10,2)",
          null,
          true,
          null,
          null);

  String table() {
    return of == null ? "table" : of;
  }
}

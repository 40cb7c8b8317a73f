package dev.theseus.cli.guide;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What an answer must be.
public enum QuestionKind {
  /// A table that exists, `users` or `shop.users`.
  @JsonProperty("table")
  TABLE,
  /// A name no table has yet.
  @JsonProperty("new-table")
  NEW_TABLE,
  /// A column that exists.
  @JsonProperty("column")
  COLUMN,
  /// A name no column of the table has yet.
  @JsonProperty("new-column")
  NEW_COLUMN,
  /// Columns that exist, separated by commas.
  @JsonProperty("columns")
  COLUMNS,
  /// The name of something else.
  @JsonProperty("name")
  NAME,
  /// An SQL type.
  @JsonProperty("type")
  TYPE,
  /// An SQL expression.
  @JsonProperty("expression")
  EXPRESSION,
  /// An enum type that exists.
  @JsonProperty("enum")
  ENUM,
  /// A value, written without quotes.
  @JsonProperty("text")
  TEXT,
  /// Columns with their types, as in CREATE TABLE.
  @JsonProperty("definitions")
  DEFINITIONS
}

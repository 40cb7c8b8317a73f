package dev.theseus.cli.demo;

import java.util.List;
import java.util.function.LongFunction;

/// One migration of the demo, with the two versions of the application around it.
///
/// @param name the word for `--only`
/// @param title what changes, in a few words
/// @param release the name of the release
/// @param file the migration's file
/// @param table the table that changes
/// @param old how the old application uses the table
/// @param young how the new application uses it
/// @param differing counts the rows in which old and new version disagree; `{v}` stands for the
///   schema of the new version
/// @param kept counts, as the old version sees them, the given rows with the given values
/// @param keptValue which value of a new application's row `kept` compares
record Scenario(
    String name,
    String title,
    String release,
    String file,
    String table,
    Dialect old,
    Dialect young,
    String differing,
    String kept,
    int keptValue) {

  /// How one version of the application uses the table.
  ///
  /// @param read a query for one id
  /// @param update takes a value and an id
  /// @param value a new value for `update`
  /// @param insert takes a row, returns its id
  /// @param row the values of a new row
  record Dialect(
      String read,
      String update,
      LongFunction<Object> value,
      String insert,
      LongFunction<List<Object>> row) {}
}

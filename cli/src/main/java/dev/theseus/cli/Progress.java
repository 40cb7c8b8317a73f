package dev.theseus.cli;

/// A running display of how far a long action has come. Closing it ends the display and leaves a
/// last line.
///
/// Updates are cheap and may come from any thread, as often as there is news.
interface Progress extends AutoCloseable {
  /// Reports the number of units done so far.
  void done(long units);

  /// Corrects the total.
  void total(long units);

  /// Sets the remark behind the numbers, such as the reason of a pause; empty for none.
  void remark(String text);

  @Override
  void close();

  /// What is being measured.
  ///
  /// @param title what is being done to what
  /// @param total how many units there are, or -1 if not known
  /// @param unit the plural of what is counted
  record Task(String title, long total, String unit) {}
}

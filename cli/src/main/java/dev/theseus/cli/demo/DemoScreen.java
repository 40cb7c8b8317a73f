package dev.theseus.cli.demo;

import dev.theseus.event.MigrationListener;

/// Where a demo tells what it does while it does it. Called by one thread, except for the bars.
public interface DemoScreen {
  /// Heads a part of the demo.
  void headline(String text);

  /// Says one line.
  void say(String text);

  /// Says what one of the demo's own checks has found.
  void checked(boolean good, String text);

  /// Shows that something takes its time.
  ///
  /// @param title what is being done
  /// @param total how many units there are
  /// @param unit the plural of what is counted
  Bar bar(String title, long total, String unit);

  /// Watches the applications for a while.
  ///
  /// @param title what they are going through
  /// @param millis for how long
  Bar stage(String title, long millis);

  /// Shows what the engine tells.
  MigrationListener engine();

  /// The moment to look around: returns when the user wants to go on.
  ///
  /// @param stop where the demo stands
  void pause(Stop stop) throws InterruptedException;

  /// A display of something that goes on; closing it ends it.
  interface Bar extends AutoCloseable {
    void done(long units);

    void remark(String text);

    @Override
    void close();
  }

  /// Where the demo waits.
  ///
  /// @param moment what has just happened
  /// @param address of the database, for psql and libpq
  /// @param oldPath the `search_path` of the old application; empty when it is gone
  /// @param newPath the `search_path` of the new application
  record Stop(String moment, String address, String oldPath, String newPath) {}
}

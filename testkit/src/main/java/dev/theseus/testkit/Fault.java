package dev.theseus.testkit;

/// What a [Proxy] does to a connection, or to the server behind it, when a chosen statement comes.
public enum Fault {
  /// Closes the connection before the server sees the statement: it was not done.
  CUT_BEFORE,

  /// Lets the server finish the statement, keeps the answer back and closes the connection: it was
  /// done, and the client cannot know.
  SWALLOW_ANSWER,

  /// Lets the server finish the statement and keeps the answer back with the connection open: the
  /// client waits until the proxy is closed.
  FREEZE,

  /// Ends the server's process of the connection before it sees the statement: it was not done, and
  /// the client is told why.
  TERMINATE_BEFORE,

  /// Lets the server finish the statement, then ends its process, and passes on that news instead
  /// of the answer: it was done, and the client cannot know.
  TERMINATE_AFTER,

  /// Lets the server finish the statement, restarts it as after a crash, and closes the connection.
  /// Every other connection to that server is lost too.
  CRASH_AFTER
}

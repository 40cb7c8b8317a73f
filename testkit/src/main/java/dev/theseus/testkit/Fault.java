package dev.theseus.testkit;

/// What a [Proxy] does to a connection when a chosen statement comes.
public enum Fault {
  /// Closes the connection before the server sees the statement: it was not done.
  CUT_BEFORE,

  /// Lets the server finish the statement, keeps the answer back and closes the connection: it was
  /// done, and the client cannot know.
  SWALLOW_ANSWER,

  /// Lets the server finish the statement and keeps the answer back with the connection open: the
  /// client waits until the proxy is closed.
  FREEZE
}

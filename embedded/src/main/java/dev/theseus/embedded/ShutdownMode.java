package dev.theseus.embedded;

/// How a server is told to end.
public enum ShutdownMode {
  /// Disconnects everyone, rolls open transactions back and writes a checkpoint: the next start
  /// needs no recovery.
  FAST("INT"),

  /// Ends at once as in a crash, without a checkpoint: the next start recovers from the write-ahead
  /// log.
  IMMEDIATE("QUIT");

  private final String signal;

  ShutdownMode(String signal) {
    this.signal = signal;
  }

  String signal() {
    return signal;
  }
}

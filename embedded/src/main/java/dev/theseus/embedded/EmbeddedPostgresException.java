package dev.theseus.embedded;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An embedded server could not be found, started or stopped. The message names the server, where
/// it was, and what to do.
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path log;

  EmbeddedPostgresException(String message) {
    this(message, null, null);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  EmbeddedPostgresException(String message, @Nullable Path log, @Nullable Throwable cause) {
    super(message, cause);
    this.log = log;
  }

  /// The server's log, kept for reading; nobody deletes it. Empty where there was no server yet.
  public Optional<Path> log() {
    return Optional.ofNullable(log);
  }
}

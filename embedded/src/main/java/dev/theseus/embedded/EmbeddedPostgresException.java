package dev.theseus.embedded;

import org.jspecify.annotations.Nullable;

/// An embedded server could not be found, started or stopped. The message names the server, where it was, and what to do.
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

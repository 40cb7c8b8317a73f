package dev.theseus.grammar;

/// A change of names could not be proven to give the intended statement, so it was not made.
public final class RewriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RewriteException(String message) {
    super(message);
  }
}

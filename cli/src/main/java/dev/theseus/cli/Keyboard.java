package dev.theseus.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Somebody at a terminal who can be asked, or nobody.
final class Keyboard {
  private static final Keyboard NOBODY = new Keyboard(Optional.empty());

  private final Optional<BufferedReader> lines;

  private Keyboard(Optional<BufferedReader> lines) {
    this.lines = lines;
  }

  static Keyboard nobody() {
    return NOBODY;
  }

  static Keyboard of(Reader typed) {
    return new Keyboard(Optional.of(new BufferedReader(typed)));
  }

  boolean present() {
    return lines.isPresent();
  }

  /// The next line that is typed, without surrounding blanks; empty at the end of input.
  Optional<String> line() {
    try {
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(lines.get().readLine()).map(String::strip);
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be read", e);
    }
  }
}

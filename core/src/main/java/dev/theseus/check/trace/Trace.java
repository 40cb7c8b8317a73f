package dev.theseus.check.trace;

import java.util.List;

/// What was measured.
///
/// @param server the version of the server, such as `18.1`; empty when nothing was measured
/// @param statements in the order in which they ran
public record Trace(String server, List<Traced> statements) {
  public Trace {
    statements = List.copyOf(statements);
  }

  public static Trace none() {
    return new Trace("", List.of());
  }

  public boolean isPresent() {
    return !server.isEmpty();
  }

  /// The statements of one file.
  public List<Traced> of(String file) {
    return statements.stream().filter(one -> one.file().equals(file)).toList();
  }
}

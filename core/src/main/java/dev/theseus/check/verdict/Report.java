package dev.theseus.check.verdict;

import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.check.trace.Trace;
import dev.theseus.grammar.Position;
import java.util.List;
import java.util.Optional;

/// The outcome of a check.
///
/// @param findings by file, then by place
/// @param unknown statements of which nothing is known
/// @param statements how many statements were judged
/// @param trace what was measured of them
public record Report(List<Finding> findings, List<Unknown> unknown, int statements, Trace trace) {
  public Report {
    findings = List.copyOf(findings);
    unknown = List.copyOf(unknown);
  }

  /// A statement that could not be judged.
  ///
  /// @param kind PostgreSQL's name for that kind of statement
  public record Unknown(String file, Position position, String kind) {}

  /// The worst severity; empty without findings.
  public Optional<Severity> worst() {
    return findings.stream().map(Finding::severity).min(Severity::compareTo);
  }
}

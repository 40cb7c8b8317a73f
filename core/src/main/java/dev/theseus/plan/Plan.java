package dev.theseus.plan;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.sql.Identifier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A migration turned into steps. Immutable and complete: it is stored with the migration, so
/// resuming needs no file.
///
/// @param name the release, unique among the migrations of a database
/// @param base the schema of the tables; the `search_path` under which every step runs
/// @param version the version schema; empty when old and new version see the same tables
/// @param sources the statements it was made from, with their places
/// @param warnings what the author should know before starting
public record Plan(
    String name,
    ServerVersion server,
    Identifier base,
    Optional<Version> version,
    List<Source> sources,
    List<Step> steps,
    List<String> warnings) {
  public Plan {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
    Set<String> ids = new HashSet<>();
    for (Step step : steps) {
      if (!ids.add(step.id())) {
        throw new IllegalArgumentException("two steps are called " + step.id());
      }
    }
  }

  /// @param place file and line
  /// @param statement the statement as written
  /// @param strategy how it is carried out: `direct`, `expand/contract`, `online`, `batched`
  public record Source(String place, String statement, String strategy) {}

  /// The steps one command runs, in order.
  public List<Step> steps(Phase.Verb verb) {
    return steps.stream().filter(step -> step.phase().verb() == verb).toList();
  }
}

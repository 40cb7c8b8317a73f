package dev.theseus.check.rule;

/// Takes verdicts.
@FunctionalInterface
public interface Sink {
  void report(Verdict verdict);
}

package dev.theseus.check;

import dev.theseus.grammar.Position;
import dev.theseus.grammar.SourceRange;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// One verdict on one place of one file.
///
/// @param file the file's name as it is shown
/// @param range the offending span in the file's text, in UTF-16 characters
/// @param start where the span starts, for people
/// @param message the facts: which lock on which tables, rewrite, scan, from or until which version
/// @param why what that means for the application
/// @param safeWay what to do instead
/// @param majors the PostgreSQL majors it holds for; empty for what no version changes
/// @param down whether it is about a way back
public record Finding(
    RuleId rule,
    Severity severity,
    Certainty certainty,
    String file,
    SourceRange range,
    Position start,
    String message,
    String why,
    String safeWay,
    SortedSet<Integer> majors,
    boolean down) {

  public Finding {
    majors = Collections.unmodifiableSortedSet(new TreeSet<>(majors));
  }

  /// A finding on a way forward.
  public Finding(
      RuleId rule,
      Severity severity,
      Certainty certainty,
      String file,
      SourceRange range,
      Position start,
      String message,
      String why,
      String safeWay,
      SortedSet<Integer> majors) {
    this(rule, severity, certainty, file, range, start, message, why, safeWay, majors, false);
  }

  /// The same finding on a way back, whose message says so.
  public Finding onTheWayBack() {
    return new Finding(
        rule,
        severity,
        certainty,
        file,
        range,
        start,
        "On the way back: " + message,
        why,
        safeWay,
        majors,
        true);
  }

  /// The same finding for these majors.
  public Finding onMajors(Collection<Integer> others) {
    return new Finding(
        rule,
        severity,
        certainty,
        file,
        range,
        start,
        message,
        why,
        safeWay,
        new TreeSet<>(others),
        down);
  }

  /// The same finding with other facts.
  public Finding withMessage(String other) {
    return new Finding(rule, severity, certainty, file, range, start, other, why, safeWay, majors);
  }

  /// The same finding, as bad as somebody's settings say.
  public Finding withSeverity(Severity other) {
    return new Finding(
        rule, other, certainty, file, range, start, message, why, safeWay, majors, down);
  }
}

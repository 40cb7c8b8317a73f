package dev.theseus.check.source;

import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the comments of a file ask not to be told.
///
/// `-- theseus:ignore RULE reason` holds for the statement it stands in, behind which it stands on
/// the same line, or before which it stands; `-- theseus:ignore-file RULE reason` for the file.
///
/// @param entries one for each rule that a comment names
public record Ignores(List<Entry> entries) {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?:--|/\\*)\\s*theseus:ignore(-file)?(?=\\s|\\z|\\*)"
              + "[ \\t]*([^\\s*]*)\\s*(.*?)\\s*(?:\\*/)?",
          Pattern.DOTALL);

  public Ignores {
    entries = List.copyOf(entries);
  }

  /// @param scope where it holds
  public record Entry(RuleId rule, SourceRange scope, String reason) {
    boolean covers(Finding finding) {
      int place = finding.range().start();
      return rule.equals(finding.rule()) && scope.start() <= place && place <= scope.end();
    }
  }

  /// What either asks.
  public Ignores and(Ignores other) {
    List<Entry> both = new ArrayList<>(entries);
    both.addAll(other.entries);
    return new Ignores(both);
  }

  /// Whether a comment asks not to be told this.
  public boolean covers(Finding finding) {
    return entries.stream().anyMatch(entry -> entry.covers(finding));
  }

  /// @param units the statements of the file in order, those too that could not be read
  static Ignores read(
      String text,
      List<SourceRange> comments,
      List<SourceRange> units,
      Predicate<RuleId> rules,
      List<Trouble> troubles) {
    List<Entry> entries = new ArrayList<>();
    for (SourceRange comment : comments) {
      Matcher matcher = COMMENT.matcher(comment.in(text));
      if (matcher.matches()) {
        boolean file = matcher.group(1) != null;
        SourceRange scope = file ? new SourceRange(0, text.length()) : scope(text, comment, units);
        for (String name : matcher.group(2).split(",", -1)) {
          Optional<Trouble> trouble = trouble(comment, name, matcher.group(3), rules);
          trouble.ifPresentOrElse(
              troubles::add,
              () -> entries.add(new Entry(RuleId.of(name), scope, matcher.group(3))));
        }
      }
    }
    return new Ignores(entries);
  }

  private static Optional<Trouble> trouble(
      SourceRange comment, String name, String reason, Predicate<RuleId> rules) {
    RuleId rule = rule(name);
    if (rule == null || !rules.test(rule)) {
      String what = name.isEmpty() ? "the comment names no rule" : "there is no rule " + name;
      return Optional.of(new Trouble(ReadingRule.IGNORE_UNKNOWN_RULE, comment, what));
    }
    return reason.isBlank()
        ? Optional.of(
            new Trouble(
                ReadingRule.IGNORE_WITHOUT_REASON,
                comment,
                "the comment does not say why " + name + " is to be ignored"))
        : Optional.empty();
  }

  private static @Nullable RuleId rule(String name) {
    try {
      return RuleId.of(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static SourceRange scope(String text, SourceRange comment, List<SourceRange> units) {
    @Nullable SourceRange before = null;
    for (SourceRange unit : units) {
      if (unit.contains(comment)) {
        return unit;
      }
      if (unit.start() >= comment.end()) {
        return before != null && sameLine(text, before.end(), comment.start()) ? before : unit;
      }
      before = unit;
    }
    return before != null && sameLine(text, before.end(), comment.start()) ? before : comment;
  }

  private static boolean sameLine(String text, int from, int to) {
    return from <= to && text.substring(from, to).chars().noneMatch(c -> c == '\n' || c == '\r');
  }
}

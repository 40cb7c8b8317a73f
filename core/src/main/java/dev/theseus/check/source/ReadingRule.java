package dev.theseus.check.source;

import dev.theseus.check.Certainty;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.grammar.SourceRange;
import java.util.TreeSet;

/// What can be wrong with a file before any of its statements is judged.
public enum ReadingRule {
  SYNTAX_ERROR(
      "syntax-error",
      Severity.DANGER,
      "PostgreSQL cannot read the statement",
      "The migration stops here with an error.",
      "Correct the statement."),
  UNREADABLE_FILE(
      "unreadable-file",
      Severity.DANGER,
      "the file cannot be read",
      "Nothing in it was judged.",
      "Check the path and its permissions."),
  FILE_ENCODING(
      "file-encoding",
      Severity.WARNING,
      "the file is not UTF-8",
      "A runner that expects UTF-8 stops or stores other characters than were written.",
      "Save the file as UTF-8."),
  NUL_CHARACTER(
      "nul-character",
      Severity.DANGER,
      "the file holds a NUL character",
      "PostgreSQL refuses text with NUL characters.",
      "Remove it; the file may be binary or cut off."),
  UNRESOLVED_PLACEHOLDER(
      "unresolved-placeholder",
      Severity.WARNING,
      "a placeholder without a value hides the statement",
      "The statement was not judged.",
      "Give the value with --placeholder NAME=VALUE or under placeholders in theseus.yaml."),
  NOT_JUDGED(
      "not-judged",
      Severity.WARNING,
      "a part of the file was not judged",
      "What stands there may be harmful.",
      "Split the file, or judge that part by itself."),
  DUPLICATE_VERSION(
      "duplicate-version",
      Severity.DANGER,
      "two files have the same version",
      "The runner refuses both, or runs only one of them.",
      "Give one of them another number."),
  FILE_NOT_RUN(
      "file-not-run",
      Severity.WARNING,
      "the runner does not run the file",
      "The runner passes over it without a word.",
      "Rename it as the runner expects, or move it elsewhere."),
  FLYWAY_CONCURRENTLY_HANGS(
      "flyway-concurrently-hangs",
      Severity.DANGER,
      "CONCURRENTLY waits for Flyway's own lock",
      "Flyway holds its lock in an open transaction of a second connection; CONCURRENTLY waits"
          + " until all older transactions have ended, so both wait for ever.",
      "Set flyway.postgresql.transactional.lock=false (Flyway 9.1.2 or newer)."),
  FLYWAY_MIXED(
      "flyway-mixed",
      Severity.DANGER,
      "Flyway refuses the mixture of statements",
      "Flyway stops with \"Detected both transactional and non-transactional statements within the"
          + " same migration\" and runs nothing of the file.",
      "Move the statement into a file of its own, or set executeInTransaction=false in a file"
          + " NAME.sql.conf."),
  IGNORE_WITHOUT_REASON(
      "ignore-without-reason",
      Severity.WARNING,
      "an ignore comment gives no reason",
      "The comment has no effect: who reads it later cannot tell whether it still holds.",
      "Write the reason behind the rule: -- theseus:ignore RULE reason"),
  IGNORE_UNKNOWN_RULE(
      "ignore-unknown-rule",
      Severity.WARNING,
      "an ignore comment names no rule",
      "The comment has no effect.",
      "Correct the name; theseus check --list shows all rules.");

  private final String id;
  private final Severity severity;
  private final String title;
  private final String why;
  private final String safeWay;

  ReadingRule(String id, Severity severity, String title, String why, String safeWay) {
    this.id = id;
    this.severity = severity;
    this.title = title;
    this.why = why;
    this.safeWay = safeWay;
  }

  public RuleId id() {
    return RuleId.of(id);
  }

  public Severity severity() {
    return severity;
  }

  /// A few words for lists.
  public String title() {
    return title;
  }

  Finding found(String file, Lines lines, SourceRange range, String message) {
    return new Finding(
        id(),
        severity,
        Certainty.PROVED,
        file,
        range,
        lines.at(range.start()),
        message,
        why,
        safeWay,
        new TreeSet<>());
  }
}

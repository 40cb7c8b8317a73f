package dev.theseus.check.source;

import dev.theseus.check.source.Section.Sending;
import dev.theseus.check.source.StatementReading.Read;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SourceRange;
import dev.theseus.grammar.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How Flyway executes a file: in a transaction, unless the file's own settings say otherwise or it
/// holds a statement that Flyway knows not to run in one. That list is Flyway's, not PostgreSQL's:
/// `REINDEX TABLE CONCURRENTLY` and `DETACH PARTITION … CONCURRENTLY` are not in it.
final class FlywayFile {
  private static final Pattern NOT_IN_TRANSACTION =
      Pattern.compile(
          "(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\\b.*|ALTER SYSTEM\\b.*"
              + "|(?:CREATE|DROP)(?: UNIQUE)? INDEX CONCURRENTLY\\b.*"
              + "|REINDEX(?: VERBOSE)? (?:SCHEMA|DATABASE|SYSTEM)\\b.*|VACUUM\\b.*"
              + "|DISCARD ALL\\b.*");
  private static final Pattern WAITS =
      Pattern.compile("CREATE(?: UNIQUE)? INDEX CONCURRENTLY\\b.*|REINDEX\\b.* CONCURRENTLY\\b.*");
  private static final int WORDS = 8;
  private static final int HEAD_CHARACTERS = 2_000;

  private final RunnerSettings settings;
  private final Optional<Boolean> inTransaction;

  /// @param settings Flyway's settings for the folder
  FlywayFile(Path file, RunnerSettings settings) {
    this.settings = settings;
    RunnerSettings own = RunnerSettings.of(Path.of(file + ".conf"));
    this.inTransaction =
        own.flag("executeInTransaction").or(() -> settings.flag("flyway.executeInTransaction"));
  }

  /// How the file is sent.
  Sending sending(List<Read> statements) {
    boolean joined =
        inTransaction.orElseGet(
            () -> statements.stream().noneMatch(one -> matches(NOT_IN_TRANSACTION, one)));
    return joined ? Sending.TRANSACTION : Sending.ALONE;
  }

  /// What Flyway refuses, and what hangs on it.
  ///
  /// @param filling for places in the file
  List<Trouble> troubles(List<Read> statements, Filling filling) {
    List<Trouble> troubles = new ArrayList<>();
    boolean alone = sending(statements) == Sending.ALONE;
    List<Read> apart = statements.stream().filter(one -> matches(NOT_IN_TRANSACTION, one)).toList();
    boolean mixed = !apart.isEmpty() && apart.size() < statements.size();
    if (mixed && inTransaction.isEmpty() && !settings.flag("flyway.mixed").orElse(false)) {
      troubles.add(
          new Trouble(
              ReadingRule.FLYWAY_MIXED,
              head(apart.getFirst(), filling),
              "Flyway runs this statement outside of a transaction and the other statements of the"
                  + " file inside of one, so it refuses the file"));
    }
    if (alone && locksInTransaction()) {
      statements.stream()
          .filter(one -> matches(WAITS, one))
          .map(
              one ->
                  new Trouble(
                      ReadingRule.FLYWAY_CONCURRENTLY_HANGS,
                      head(one, filling),
                      "CONCURRENTLY waits for the transaction in which Flyway holds its own lock"))
          .forEach(troubles::add);
    }
    return troubles;
  }

  private boolean locksInTransaction() {
    return settings
        .flag("flyway.postgresql.transactional.lock")
        .or(() -> settings.flag("flyway.postgresql.transactionalLock"))
        .orElse(true);
  }

  private static boolean matches(Pattern pattern, Read statement) {
    String text = statement.statement().text();
    String first = text.substring(0, Math.min(text.length(), HEAD_CHARACTERS));
    String words =
        Grammar.scan(first).stream()
            .filter(token -> token.kind() != Token.Kind.COMMENT)
            .limit(WORDS)
            .map(token -> token.text().toUpperCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    return pattern.matcher(words).matches();
  }

  /// The statement's first line.
  private static SourceRange head(Read statement, Filling filling) {
    SourceRange range = filling.written(statement.range());
    int line = statement.statement().text().indexOf('\n');
    return line < 0
        ? range
        : new SourceRange(range.start(), Math.min(range.start() + line, range.end()));
  }
}

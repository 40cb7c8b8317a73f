package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedFile.Circumstances;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.source.Listing.Listed;
import dev.theseus.check.source.Section.Sending;
import dev.theseus.check.source.Sources.ReadFile;
import dev.theseus.check.source.StatementReading.Read;
import dev.theseus.grammar.SourceRange;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one file.
final class FileReading {
  private final Listed listed;
  private final SourceOptions options;
  private final RunnerSettings settings;
  private final String sameVersion;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /// @param settings the runner's own for the folder
  /// @param sameVersion the file with the same version; empty if there is none
  FileReading(Listed listed, SourceOptions options, RunnerSettings settings, String sameVersion) {
    this.listed = listed;
    this.options = options;
    this.settings = settings;
    this.sameVersion = sameVersion;
  }

  /// @param back the way back that the file holds itself; empty or one
  record Result(ReadFile file, List<Note> notes, List<ReadFile> back) {}

  Result result() {
    FileText text;
    try {
      text = FileText.of(listed.path());
    } catch (IOException e) {
      return unreadable(reason(e));
    } catch (OutOfMemoryError e) {
      return unreadable("it is too large for the memory");
    }
    return of(text);
  }

  private Result unreadable(String why) {
    troubles.add(
        new Trouble(
            ReadingRule.UNREADABLE_FILE,
            new SourceRange(0, 0),
            "\"" + listed.shown() + "\" cannot be read: " + why));
    Lines lines = Lines.of("");
    CheckedFile empty = file("", List.of(), CheckedFile.Joining.NOBODY, listed.runner());
    return new Result(finished(empty, lines, new Ignores(List.of())), notes, List.of());
  }

  private String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return Files.isSymbolicLink(listed.path())
          ? "it is a link to a file that does not exist"
          : "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  Result of(FileText source) {
    troubles.addAll(source.troubles());
    String text = source.text();
    Lines lines = Lines.of(text);
    Outline outline = Outline.of(Delimiters.replaced(text));
    tell(outline, lines, source.large());
    Runner runner = options.runner().or(() -> Sections.runnerNamedIn(text)).orElse(listed.runner());
    Filling filling = Filling.of(outline.sql(), outline, placeholders());
    List<Section> sections =
        released(
            Sections.of(filling.text(), runner, settled(runner), options.choice()), text, runner);
    if (runner == Runner.LIQUIBASE) {
      tellNotChosen(Sections.notChosen(filling.text(), options.choice()));
      Sections.outsideOfChangesets(filling.text()).ifPresent(troubles::add);
    }
    StatementReading reading = parse(filling, outline, sections);
    List<Read> read = reading.read();
    if (runner == Runner.FLYWAY) {
      FlywayFile flyway = new FlywayFile(listed.path(), settings);
      Sending sending = flyway.sending(read);
      sections = sections.stream().map(one -> one.sent(sending)).toList();
      troubles.addAll(flyway.troubles(read, filling));
    }
    List<CheckedStatement> statements = statements(filling, read, sections);
    tell(reading, lines, text);
    nameTroubles(runner);
    Ignores ignores =
        Ignores.read(
            text,
            outline.comments(),
            units(statements, reading.failed()),
            options.rules(),
            troubles);
    leaveOutHistory(sections, filling);
    CheckedFile file = file(text, statements, Transactions.joining(sections, read), runner);
    List<ReadFile> back = back(source, runner);
    return new Result(finished(file, lines, ignores), notes, back);
  }

  /// What is wrong with changesets that are history is not told.
  private void leaveOutHistory(List<Section> sections, Filling filling) {
    List<SourceRange> old =
        sections.stream()
            .filter(section -> !section.part().judged())
            .map(section -> filling.written(section.range()))
            .toList();
    troubles.removeIf(trouble -> old.stream().anyMatch(range -> range.contains(trouble.range())));
  }

  private List<ReadFile> back(FileText source, Runner runner) {
    boolean wanted = options.withDown() && !listed.down() && WaysBack.inside(runner);
    return wanted
        ? new FileReading(listed, options, settings, "").backOf(source.text(), runner)
        : List.of();
  }

  /// The part of the file that takes it back. What is wrong with the file as a whole is told once.
  private List<ReadFile> backOf(String text, Runner runner) {
    String sql = runner == Runner.LIQUIBASE ? WaysBack.ofLiquibase(text) : text;
    Outline outline = Outline.of(Delimiters.replaced(sql));
    Filling filling = Filling.of(outline.sql(), outline, placeholders());
    List<Section> sections =
        released(Sections.back(filling.text(), runner, options.choice()), text, runner);
    StatementReading reading = parse(filling, outline, sections);
    List<Read> read = reading.read();
    if (read.isEmpty() && reading.troubles().isEmpty()) {
      return List.of();
    }
    List<CheckedStatement> statements = statements(filling, read, sections);
    List<SourceRange> units = units(statements, reading.failed());
    Ignores ignores =
        Ignores.read(
            text,
            outline.comments().stream().filter(one -> behind(sections, one)).toList(),
            units,
            options.rules(),
            new ArrayList<>());
    troubles.addAll(reading.troubles());
    CheckedFile forward = file(text, statements, Transactions.joining(sections, read), runner);
    CheckedFile.Circumstances was = forward.circumstances();
    CheckedFile back =
        new CheckedFile(
            forward.name(),
            text,
            statements,
            new CheckedFile.Circumstances(
                was.runner(), was.joining(), was.release(), was.judged(), true),
            List.of());
    return List.of(finished(back, Lines.of(text), ignores));
  }

  private static boolean behind(List<Section> sections, SourceRange comment) {
    return sections.stream().anyMatch(one -> one.range().contains(comment));
  }

  private StatementReading parse(Filling filling, Outline outline, List<Section> sections) {
    long end = System.nanoTime() + options.perFile().toNanos();
    List<Integer> cuts = filling.isEmpty() ? outline.cuts() : Outline.of(filling.text()).cuts();
    StatementReading reading =
        new StatementReading(filling, cuts, () -> System.nanoTime() - end > 0);
    for (int i = 0; i < sections.size(); i++) {
      reading.read(sections.get(i), i);
    }
    return reading;
  }

  private Map<String, String> placeholders() {
    Map<String, String> values = new LinkedHashMap<>(settings.below("flyway.placeholders."));
    values.putAll(options.placeholders());
    return values;
  }

  /// Each changeset is a release of its own; behind a point in time, all new ones are one.
  private List<Section> released(List<Section> sections, String text, Runner runner) {
    Optional<String> before =
        runner == Runner.LIQUIBASE ? options.since().before(listed.path()) : Optional.empty();
    return before.map(then -> Sections.since(then, text, sections)).orElse(sections);
  }

  /// What the runner's own file beside this one says.
  private Optional<Sending> settled(Runner runner) {
    Path folder = listed.path().toAbsolutePath().getParent();
    if (runner != Runner.DIESEL || folder == null) {
      return Optional.empty();
    }
    boolean joined =
        RunnerSettings.of(folder.resolve("metadata.toml")).flag("run_in_transaction").orElse(true);
    return joined ? Optional.empty() : Optional.of(Sending.ONE_STRING);
  }

  private static List<CheckedStatement> statements(
      Filling filling, List<Read> read, List<Section> sections) {
    List<Integer> transactions = Transactions.of(sections, read);
    List<CheckedStatement> statements = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Read one = read.get(i);
      int base = one.base();
      String text = one.statement().text();
      int transaction = transactions.get(i);
      CheckedStatement.Part part = sections.get(one.section()).part();
      if (filling.isUniform(one.range())) {
        int shift = filling.written(one.range().start()) - one.statement().range().start();
        statements.add(new CheckedStatement(one.statement(), text, shift, transaction, part));
      } else {
        statements.add(
            new CheckedStatement(
                one.statement().relocated(place -> filling.written(place + base)),
                text,
                0,
                transaction,
                part));
      }
    }
    return statements;
  }

  private static List<SourceRange> units(
      List<CheckedStatement> statements, List<SourceRange> failed) {
    List<SourceRange> units = new ArrayList<>(failed);
    statements.forEach(statement -> units.add(statement.range()));
    units.sort(Comparator.comparingInt(SourceRange::start));
    return units;
  }

  private void tell(Outline outline, Lines lines, boolean large) {
    if (large) {
      note(0, "is large: rows of data in it were passed over");
    }
    for (Outline.Command command : outline.commands()) {
      String what =
          switch (command.name()) {
            case "i", "ir", "include", "include_relative" ->
                "the file that \\" + command.name() + " names was not read with it";
            case "c", "connect" -> "\\connect was passed over: judged as one database";
            case "gexec" -> "what \\gexec runs was not judged";
            case "if", "elif", "else" -> "every branch of \\if is judged";
            default -> "";
          };
      if (!what.isEmpty()) {
        note(lines.number(command.range().start()), what);
      }
    }
  }

  private void tell(StatementReading reading, Lines lines, String text) {
    troubles.addAll(Dialect.told(reading.troubles(), reading.failed(), text));
    if (reading.sparedInserts() > 0) {
      note(0, reading.sparedInserts() + " statements that insert rows were passed over");
    }
    reading
        .standIns()
        .forEach(
            (name, place) ->
                note(
                    lines.number(place),
                    "the placeholder " + name + " has no value; judged with a word in its place"));
  }

  private void tellNotChosen(long count) {
    if (count > 0) {
      note(
          0,
          "%,d %s left out by --contexts or --labels"
              .formatted(count, count == 1 ? "changeset was" : "changesets were"));
    }
  }

  private void note(int line, String text) {
    notes.add(new Note(listed.shown(), line, text));
  }

  private void nameTroubles(Runner runner) {
    SourceRange start = new SourceRange(0, 0);
    Path last = listed.path().getFileName();
    if (!sameVersion.isEmpty()) {
      troubles.add(
          new Trouble(
              ReadingRule.DUPLICATE_VERSION,
              start,
              "the file has the same version as \"" + sameVersion + "\""));
    }
    if (runner == Runner.FLYWAY
        && options.runner().isEmpty()
        && last != null
        && !RunnerNames.flywayRuns(last.toString())) {
      troubles.add(
          new Trouble(
              ReadingRule.FILE_NOT_RUN,
              start,
              "Flyway, which the files beside it are for, does not run a file of this name"));
    }
  }

  static boolean isJudged(Listed listed, SourceOptions options) {
    return !listed.history() && options.since().judges(listed.path(), listed.order());
  }

  private CheckedFile file(
      String text, List<CheckedStatement> statements, CheckedFile.Joining joining, Runner runner) {
    boolean judged = isJudged(listed, options);
    String release = judged && options.since().selects() ? "since" : listed.shown();
    return new CheckedFile(
        listed.shown(),
        text,
        statements,
        new Circumstances(runner.shown(), joining, release, judged, listed.down()),
        List.of());
  }

  private ReadFile finished(CheckedFile file, Lines lines, Ignores ignores) {
    List<Finding> unread = new ArrayList<>();
    if (file.circumstances().judged()) {
      troubles.stream()
          .sorted(Comparator.comparingInt(trouble -> trouble.range().start()))
          .forEach(trouble -> unread.add(SourceReader.finding(file, lines, trouble)));
    }
    return new ReadFile(
        new CheckedFile(file.name(), file.text(), file.statements(), file.circumstances(), unread),
        ignores);
  }
}

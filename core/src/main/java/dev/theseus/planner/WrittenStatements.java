package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.check.Finding;
import dev.theseus.check.Severity;
import dev.theseus.check.planned.WrittenCheck;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Token;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides on the statements that are no operation of their own: each runs as written, in its
/// variant that lets writers go on, or not at all. What the rules for migrations call a danger is
/// refused with what they say instead.
final class WrittenStatements {
  /// What another part takes away, or refuses with its own options: batches, the steps for
  /// partitions, [LockedBuild], and the lock budget, under which a sequence is brief.
  private static final Set<String> OWN_WAY =
      Set.of(
          "alter-sequence",
          "unbatched-change",
          "attach-partition",
          "detach-partition",
          "create-partition",
          "drop-partition",
          "add-exclusion-constraint",
          "add-unique-constraint",
          "add-primary-key");

  private final Catalog catalog;
  private final Problems problems;
  private final Map<Authored, WrittenCheck.Verdict> verdicts;

  private WrittenStatements(
      Catalog catalog, Problems problems, Map<Authored, WrittenCheck.Verdict> verdicts) {
    this.catalog = catalog;
    this.problems = problems;
    this.verdicts = verdicts;
  }

  /// Judges the statements of a release in their order.
  static WrittenStatements of(
      List<Authored> operations, Catalog catalog, Identifier base, Problems problems) {
    if (operations.stream().noneMatch(one -> one.operation() instanceof DirectStatement)) {
      return new WrittenStatements(catalog, problems, Map.of());
    }
    Map<String, Integer> places = new HashMap<>();
    List<String> texts = new ArrayList<>();
    Map<Authored, Integer> numbers = new LinkedHashMap<>();
    for (Authored one : operations) {
      Optional<String> text = text(one, places);
      if (text.isPresent()) {
        numbers.put(one, texts.size());
        texts.add(text.get());
      }
    }
    List<WrittenCheck.Verdict> all = WrittenCheck.of(texts, catalog, base);
    Map<Authored, WrittenCheck.Verdict> verdicts = new HashMap<>();
    numbers.forEach((one, number) -> verdicts.put(one, all.get(number)));
    return new WrittenStatements(catalog, problems, verdicts);
  }

  /// A statement with several commands stands for all of them once.
  private static Optional<String> text(Authored one, Map<String, Integer> places) {
    if (one.operation() instanceof DirectStatement direct) {
      return Optional.of(direct.statement().rendered());
    }
    boolean first = places.merge(one.place() + one.statement(), 1, Integer::sum) == 1;
    return first && reads(one.statement()) ? Optional.of(one.statement()) : Optional.empty();
  }

  /// Whether it is SQL: operations that were not written so have another text.
  private static boolean reads(String statement) {
    try {
      return !Grammar.parse(statement).statements().isEmpty();
    } catch (SqlSyntaxException e) {
      return false;
    }
  }

  /// How the statement is carried out.
  ///
  /// @param strategy for the reader of the plan
  record Decision(Authored source, String strategy) {}

  /// Empty when it is refused.
  ///
  /// @param before what the release does before
  Optional<Decision> decide(Authored source, DirectStatement written, List<Pending> before) {
    WrittenCheck.Verdict verdict =
        verdicts.getOrDefault(source, new WrittenCheck.Verdict(List.of(), List.of()));
    if (verdict.findings().stream().anyMatch(one -> one.rule().text().equals("reindex"))) {
      return Optional.of(
          new Decision(
              new Authored(concurrently(written), source.place(), source.statement()), "online"));
    }
    Optional<ViewRefresh> refresh = ViewRefresh.of(written, catalog, before);
    boolean refused = impossible(source, refresh) || renamed(source, written);
    for (Finding finding : verdict.findings()) {
      if (Truncation.is(written)
          || OWN_WAY.contains(finding.rule().text())
          || refresh.filter(ViewRefresh::unfilled).isPresent()) {
        continue;
      }
      if (finding.severity() == Severity.DANGER) {
        refuse(
            source,
            written,
            finding,
            refresh.map(ViewRefresh::alternative).orElse(clause(finding.safeWay())));
        refused = true;
      } else {
        warn(source, written, finding);
      }
    }
    String strategy = refresh.filter(ViewRefresh::concurrent).isPresent() ? "online" : "direct";
    return refused ? Optional.empty() : Optional.of(asWritten(source, written, verdict, strategy));
  }

  private Decision asWritten(
      Authored source, DirectStatement written, WrittenCheck.Verdict verdict, String strategy) {
    return new Decision(
        new Authored(
            KnownInverse.of(written, catalog).withLocks(declared(written.locks(), verdict.locks())),
            source.place(),
            source.statement()),
        strategy);
  }

  /// Whether the server would refuse it.
  private boolean impossible(Authored source, Optional<ViewRefresh> refresh) {
    Optional<ViewRefresh.Refusal> refusal = refresh.flatMap(ViewRefresh::refusal);
    refusal.ifPresent(
        why ->
            problems.add(
                ProblemCode.UNSUPPORTED_STATEMENT,
                "%s: %s".formatted(subject(refresh.orElseThrow().written()), why.what()),
                source.place(),
                why.fix()));
    return refusal.isPresent();
  }

  private boolean renamed(Authored source, DirectStatement written) {
    if (written.kind().equals("drop owned")) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "drop owned: it drops whatever the role owns, which no statement names and either version"
              + " may use",
          source.place(),
          "REASSIGN OWNED BY the role TO another one, and drop what has to go by statements of its"
              + " own, which go at contract");
      return true;
    }
    Optional<Renames.Refusal> refusal = new Renames(written).refusal();
    refusal.ifPresent(
        why ->
            problems.add(
                ProblemCode.UNSUPPORTED_STATEMENT,
                "%s: %s".formatted(subject(written), why.what()),
                source.place(),
                why.fix()));
    return refusal.isPresent();
  }

  private void refuse(Authored source, DirectStatement written, Finding finding, String fix) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "%s: %s; %s".formatted(subject(written), clause(finding.message()), clause(finding.why())),
        source.place(),
        fix);
  }

  private static String subject(DirectStatement written) {
    boolean named = !written.target().schema().equals(written.target().name());
    return named ? "%s of \"%s\"".formatted(written.kind(), written.target()) : written.kind();
  }

  private void warn(Authored source, DirectStatement written, Finding finding) {
    if (written.warning().isBlank()) {
      problems.warn(
          "%s: %s; %s".formatted(source.place(), clause(finding.message()), clause(finding.why())));
    }
  }

  /// A sentence as a part of another one.
  private static String clause(String sentence) {
    String text = sentence.strip().replaceAll("\\.$", "");
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  /// What the statement says of its locks, and what is known of them from the catalog.
  private static List<LockUse> declared(List<LockUse> said, List<LockUse> known) {
    List<LockUse> locks = new ArrayList<>();
    for (LockUse lock : said) {
      if (known.stream().noneMatch(one -> one.object().equals(lock.object()))) {
        locks.add(lock);
      }
    }
    locks.addAll(known);
    return locks;
  }

  /// `REINDEX [(…)] TABLE CONCURRENTLY name`.
  private static DirectStatement concurrently(DirectStatement written) {
    String text = written.statement().rendered();
    for (Token token : Grammar.scan(text)) {
      String word = token.text().toLowerCase(Locale.ROOT);
      if (Set.of("index", "table", "schema", "database").contains(word)) {
        int at = token.range().end();
        return written.alone(
            Sql.verbatim(text.substring(0, at) + " CONCURRENTLY" + text.substring(at)));
      }
    }
    throw new IllegalStateException("no REINDEX: " + text);
  }
}

package dev.theseus.check.verdict;

import dev.theseus.check.Certainty;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.Effects;
import dev.theseus.check.effect.SessionZone;
import dev.theseus.check.rule.Body;
import dev.theseus.check.rule.Judged;
import dev.theseus.check.rule.Rule;
import dev.theseus.check.rule.RuleContext;
import dev.theseus.grammar.SourceRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;

/// One pass over the files.
final class Review {
  private static final RuleId NOT_RUN = RuleId.of("statement-fails");

  private static final String REFUSED = "The scratch database refuses it: ";

  private final CatalogSource catalog;
  private final CheckOptions options;
  private final List<Rule> rules;
  private final List<Report.Unknown> unknown = new ArrayList<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Made> made = new HashMap<>();
  private Made fresh = new Made();
  private int statements;

  Review(CatalogSource catalog, CheckOptions options, List<Rule> rules) {
    this.catalog = catalog;
    this.options = options;
    this.rules = rules.stream().filter(rule -> options.advice() || !rule.isOptional()).toList();
  }

  List<Report.Unknown> unknown() {
    return unknown;
  }

  int statements() {
    return statements;
  }

  /// @param following the file that comes after it
  List<Finding> file(CheckedFile file, Optional<CheckedFile> following) {
    Findings findings = new Findings(file, Lines.of(file.text()));
    Map<Integer, List<Judged>> past = new HashMap<>();
    for (int i = 0; i < file.statements().size(); i++) {
      CheckedStatement statement = file.statements().get(i);
      fresh = made.computeIfAbsent(release(file, statement), release -> new Made());
      if (isJudged(file, statement)) {
        statements++;
        guarded(file, statement, past, findings);
        inside(statement).forEach(inner -> guarded(file, inner, past, findings));
      }
      next(file, i, following).ifPresent(catalog::expected);
      refused(file, statement, catalog.judged(file, statement), findings);
    }
    String failure = catalog.ended(file);
    if (!file.statements().isEmpty()) {
      refused(file, file.statements().getLast(), failure, findings);
    }
    return findings.all(options.majors());
  }

  private static Optional<CheckedStatement> next(
      CheckedFile file, int place, Optional<CheckedFile> following) {
    return place + 1 < file.statements().size()
        ? Optional.of(file.statements().get(place + 1))
        : following.flatMap(after -> after.statements().stream().findFirst());
  }

  private static String release(CheckedFile file, CheckedStatement statement) {
    return file.circumstances().release() + "\n" + statement.part().name();
  }

  private static boolean isJudged(CheckedFile file, CheckedStatement statement) {
    return file.circumstances().judged() && statement.part().judged();
  }

  private void refused(
      CheckedFile file, CheckedStatement statement, String failure, Findings findings) {
    if (!failure.isEmpty()
        && isJudged(file, statement)
        && failures.merge(failure, 1, Integer::sum) == 1) {
      findings.add(failed(file, statement, failure, findings.places()));
    }
  }

  /// The statements that a `DO` block runs; what it makes is not known before it has run.
  private static List<CheckedStatement> inside(CheckedStatement statement) {
    return statement.statement().tree().is("DoStmt") ? Body.of(statement).statements() : List.of();
  }

  /// A fault of ours in one statement must not end the check of all others: the statement is then
  /// unknown. A lost database is no such fault.
  private void guarded(
      CheckedFile file,
      CheckedStatement statement,
      Map<Integer, List<Judged>> past,
      Findings findings) {
    try {
      judge(file, statement, past, findings);
    } catch (IllegalArgumentException
        | IllegalStateException
        | NoSuchElementException
        | IndexOutOfBoundsException e) {
      unknown(file, statement, findings);
    }
  }

  private void unknown(CheckedFile file, CheckedStatement statement, Findings findings) {
    unknown.add(
        new Report.Unknown(
            file.name(),
            findings.places().at(statement.range().start()),
            statement.statement().tree().kind()));
  }

  private void judge(
      CheckedFile file,
      CheckedStatement statement,
      Map<Integer, List<Judged>> past,
      Findings findings) {
    CatalogView view = catalog.view();
    Effect newest = Effect.unknown();
    for (int major : options.majors()) {
      List<Judged> all = past.computeIfAbsent(major, m -> new ArrayList<>());
      Effect effect = Effects.of(statement.statement().tree(), view, major, zone(all, statement));
      RuleContext context =
          new RuleContext(
              file,
              statement,
              effect,
              major,
              view,
              options.sizes(),
              new RuleContext.Past(
                  transaction(all, statement),
                  Collections.unmodifiableList(all),
                  fresh.relations(),
                  fresh.columns()));
      rules.forEach(rule -> rule.check(context, verdict -> findings.add(rule, verdict, major)));
      all.add(new Judged(statement, effect));
      newest = effect;
    }
    if (!newest.known()) {
      unknown(file, statement, findings);
    }
    remember(newest, view, statement);
  }

  /// `SET LOCAL` holds in its transaction, `SET` to the end of the file.
  private static SessionZone zone(List<Judged> past, CheckedStatement statement) {
    if (!statement.statement().tree().is("AlterTableStmt")) {
      return SessionZone.UNKNOWN;
    }
    return SessionZone.after(
        past.stream()
            .map(Judged::statement)
            .filter(
                set ->
                    !set.statement().tree().flag("is_local")
                        || (set.inTransaction() && set.transaction() == statement.transaction()))
            .map(set -> set.statement().tree())
            .filter(tree -> tree.is("VariableSetStmt"))
            .toList());
  }

  /// A view of the last of them, as the statements of a transaction stand together.
  private static List<Judged> transaction(List<Judged> all, CheckedStatement statement) {
    int start = all.size();
    while (statement.inTransaction()
        && start > 0
        && all.get(start - 1).statement().transaction() == statement.transaction()) {
      start--;
    }
    return Collections.unmodifiableList(all.subList(start, all.size()));
  }

  private void remember(Effect effect, CatalogView view, CheckedStatement statement) {
    fresh.remember(effect, view, statement.statement().tree());
  }

  /// Of statements that fail for the same reason the first is told, at the end with their number.
  Finding counted(Finding finding) {
    String failure =
        finding.message().startsWith(REFUSED) ? finding.message().substring(REFUSED.length()) : "";
    int more = finding.rule().equals(NOT_RUN) ? failures.getOrDefault(failure, 1) - 1 : 0;
    return more == 0
        ? finding
        : finding.withMessage(
            "%s. %,d more %s for the same reason."
                .formatted(
                    finding.message(), more, more == 1 ? "statement fails" : "statements fail"));
  }

  /// What the scratch server lacks is told and is nothing that the files should mend.
  private Finding failed(
      CheckedFile file, CheckedStatement statement, String failure, Lines places) {
    SourceRange range = statement.range();
    boolean lack = catalog.isLack(failure);
    return new Finding(
        NOT_RUN,
        lack ? Severity.ADVICE : Severity.WARNING,
        Certainty.DEPENDS,
        file.name(),
        range,
        places.at(range.start()),
        REFUSED + failure,
        "What follows is judged without it, so verdicts on what it makes are less sure.",
        lack
            ? "Give --url of a database that has it, or --no-database, which runs nothing."
            : "Give the files that come before it, or the database it is meant for.",
        new TreeSet<>());
  }
}

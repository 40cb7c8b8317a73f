package dev.theseus.check.verdict;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.rule.Rules;
import dev.theseus.check.trace.Traced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Judges files, in the order their runner executes them: each statement against the database as
/// the statements before it leave it.
public final class Checker {
  private static final Comparator<Finding> ORDER =
      Comparator.<Finding>comparingInt(finding -> finding.range().start())
          .thenComparing(Finding::severity)
          .thenComparing(Finding::rule);

  private Checker() {}

  private static Optional<CheckedFile> next(Iterator<CheckedFile> files) {
    return files.hasNext() ? Optional.of(files.next()) : Optional.empty();
  }

  /// @param files in the runner's order; taken one by one
  /// @param catalog the database before the first of them; not closed
  public static Report check(
      Iterable<CheckedFile> files, CatalogSource catalog, CheckOptions options) {
    Review review = new Review(catalog, options, Rules.all());
    List<Finding> findings = new ArrayList<>();
    Iterator<CheckedFile> coming = files.iterator();
    Optional<CheckedFile> next = next(coming);
    while (next.isPresent()) {
      CheckedFile file = next.get();
      next = next(coming);
      List<Finding> here = new ArrayList<>(file.unread());
      int measured = catalog.trace().statements().size();
      here.addAll(review.file(file, next));
      List<Traced> traced = catalog.trace().statements();
      here.addAll(Disagreements.of(file, traced.subList(measured, traced.size())));
      if (file.circumstances().down()) {
        here.replaceAll(Finding::onTheWayBack);
      }
      here.sort(ORDER);
      findings.addAll(here);
    }
    findings.replaceAll(review::counted);
    return new Report(findings, review.unknown(), review.statements(), catalog.trace());
  }
}

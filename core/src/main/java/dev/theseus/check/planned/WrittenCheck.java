package dev.theseus.check.planned;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import dev.theseus.check.Sizes;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effects;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Statement;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the rules say of a migration's own statements, each judged against the catalog as those
/// before it would leave it when they ran as written.
public final class WrittenCheck {
  private WrittenCheck() {}

  /// @param findings what the rules say of the statement; on a table below [Sizes#SMALL_BYTES] a
  ///   scan or rewrite is a warning and no danger
  /// @param locks the strong locks it takes on tables that are there
  public record Verdict(List<Finding> findings, List<LockUse> locks) {
    public Verdict {
      findings = List.copyOf(findings);
      locks = List.copyOf(locks);
    }
  }

  /// @param statements in the order they are written, each one statement
  /// @return a verdict for each
  public static List<Verdict> of(List<String> statements, Catalog catalog, Identifier base) {
    List<CheckedFile> files = new ArrayList<>();
    for (int n = 0; n < statements.size(); n++) {
      files.add(file(n, statements.get(n)));
    }
    int major = Math.clamp(catalog.server().major(), 14, 18);
    Witness witness = new Witness(CatalogSource.following(catalog, base), major);
    CheckOptions options = CheckOptions.of(Set.of(major)).withSizes(sizes(catalog));
    Map<String, List<Finding>> findings = new HashMap<>();
    Checker.check(files, witness, options)
        .findings()
        .forEach(one -> findings.computeIfAbsent(one.file(), key -> new ArrayList<>()).add(one));
    List<Verdict> verdicts = new ArrayList<>();
    for (CheckedFile file : files) {
      verdicts.add(
          new Verdict(
              findings.getOrDefault(file.name(), List.of()),
              witness.locks.getOrDefault(file.name(), List.of())));
    }
    return verdicts;
  }

  /// How large the tables of a catalog are.
  static Sizes sizes(Catalog catalog) {
    Map<QualifiedName, Sizes.Size> sizes = new HashMap<>();
    for (Table table : catalog.tables().values()) {
      if (table.kind() != Table.Kind.PARTITIONED) {
        sizes.put(table.name(), new Sizes.Size(table.estimatedRows(), table.sizeBytes()));
      }
    }
    return new Sizes(sizes);
  }

  private static CheckedFile file(int number, String sql) {
    List<CheckedStatement> statements = new ArrayList<>();
    for (Statement statement : Grammar.parse(sql).statements()) {
      statements.add(new CheckedStatement(statement, statement.text(), 0, CheckedStatement.ALONE));
    }
    return new CheckedFile(
        String.valueOf(number),
        sql,
        statements,
        new CheckedFile.Circumstances("", CheckedFile.Joining.NOBODY, "release", true),
        List.of());
  }

  /// Notes the locks of each statement before it takes effect.
  private static final class Witness implements CatalogSource {
    private final CatalogSource catalog;
    private final int major;
    private final Map<String, List<LockUse>> locks = new HashMap<>();

    Witness(CatalogSource catalog, int major) {
      this.catalog = catalog;
      this.major = major;
    }

    @Override
    public CatalogView view() {
      return catalog.view();
    }

    @Override
    public String judged(CheckedFile file, CheckedStatement statement) {
      List<LockUse> taken = new ArrayList<>();
      for (RelationUse use :
          Effects.of(statement.statement().tree(), view(), major).relations().values()) {
        boolean table =
            view().relation(use.relation()).filter(found -> found.kind().isTable()).isPresent();
        if (table && use.lock().needsBudget()) {
          taken.add(new LockUse(use.lock(), use.relation(), use.scans(), use.rewrites()));
        }
      }
      locks.computeIfAbsent(file.name(), key -> new ArrayList<>()).addAll(taken);
      return catalog.judged(file, statement);
    }
  }
}

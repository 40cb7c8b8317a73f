package dev.theseus.plan.files;

import dev.theseus.internal.state.StateSchema;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pieces of a plan, in order: a step each, with what the functions of its triggers need put
/// first.
final class Pieces {
  private static final int LONGEST_SLUG = 80;
  private static final Sql LOCK_TIMEOUT = Sql.of("SET LOCAL lock_timeout = '1s'");

  private final Plan plan;

  private Pieces(Plan plan) {
    this.plan = plan;
  }

  static List<Piece> of(Plan plan) {
    Pieces maker = new Pieces(plan);
    List<Piece> pieces = new ArrayList<>();
    if (plan.steps().stream().anyMatch(Pieces::usesState)) {
      pieces.add(maker.state());
    }
    plan.steps().forEach(step -> pieces.addAll(maker.pieces(step)));
    return new Boundaries(plan).marked(pieces);
  }

  /// What fails and says why.
  static Script refusal(String why) {
    Sql sql =
        Sql.of(
            """
            DO $theseus$
            BEGIN
              RAISE EXCEPTION USING MESSAGE = {why};
            END
            $theseus$
            """,
            Map.of("why", Literal.of(why)));
    return new Script(List.of(), List.of(sql), true);
  }

  private static boolean usesState(Step step) {
    return switch (step) {
      case Step.ChangeRows it -> true;
      case Step.Transaction it ->
          it.statements().stream()
              .map(Sql::text)
              .anyMatch(text -> text.contains("theseus.") || text.contains("\"theseus\"."));
      case Step.CreateIndexConcurrently it -> false;
      case Step.DropIndexConcurrently it -> false;
      case Step.ValidateConstraint it -> false;
      case Step.Backfill it -> false;
      case Step.Verify it -> false;
      case Step.FindDuplicates it -> false;
      case Step.FindViolations it -> false;
      case Step.BuildPartitionedIndex it -> false;
      case Step.DetachPartition it -> false;
      case Step.Standalone it -> false;
    };
  }

  private Piece state() {
    Sql sql =
        Sql.of(
            """
            DO $theseus_state$
            BEGIN
            IF pg_catalog.to_regclass('theseus.installation') IS NULL THEN
            {script}
            END IF;
            END
            $theseus_state$
            """,
            Map.of("script", StateSchema.script()));
    return new Piece(
        "expand_theseus_state",
        Phase.Verb.START,
        List.of(
            plan.name()
                + ", "
                + Phase.EXPAND.title()
                + ": make the schema theseus if it is not there",
            "It holds the conversion functions of the sync triggers and the rows whose two versions"
                + " cannot agree."),
        new Script(List.of(), List.of(sql), true),
        List.of(),
        Script.nothing("the schema theseus stays: earlier and later migrations use it"));
  }

  private List<Piece> pieces(Step step) {
    return switch (step) {
      case Step.BuildPartitionedIndex it -> new PartitionPieces(plan, this).index(it);
      case Step.DetachPartition it -> {
        List<Piece> pieces = new ArrayList<>(List.of(piece(it)));
        pieces.addAll(new PartitionPieces(plan, this).tidy(it));
        yield pieces;
      }
      case Step.Transaction it -> List.of(piece(it));
      case Step.CreateIndexConcurrently it -> List.of(piece(it));
      case Step.DropIndexConcurrently it -> List.of(piece(it));
      case Step.ValidateConstraint it -> List.of(piece(it));
      case Step.Backfill it -> List.of(piece(it));
      case Step.Verify it -> List.of(piece(it));
      case Step.FindDuplicates it -> List.of(piece(it));
      case Step.FindViolations it -> List.of(piece(it));
      case Step.ChangeRows it -> List.of(piece(it));
      case Step.Standalone it -> List.of(piece(it));
    };
  }

  private Piece piece(Step step) {
    List<String> before = new ArrayList<>();
    before.add("%s, %s: %s".formatted(plan.name(), step.phase().title(), step.head().title()));
    if (!step.head().locks().isEmpty()) {
      before.add(
          "Lock: "
              + step.head().locks().stream().map(Pieces::lock).collect(Collectors.joining("; ")));
    }
    step.head().notes().forEach(note -> before.add("Note: " + note));
    return new Piece(slug(step), step.phase().verb(), before, forward(step), List.of(), back(step));
  }

  private Script forward(Step step) {
    return switch (step) {
      case Step.Transaction it -> together(it.statements(), locksOthersOut(it));
      case Step.CreateIndexConcurrently it ->
          alone(
              List.of(
                  "If it fails it leaves an invalid index: run %s; then run the file again."
                      .formatted(drop(it.index()).text())),
              it.create());
      case Step.FindDuplicates it -> SearchScript.of(it, plan.base());
      case Step.FindViolations it -> SearchScript.of(it, plan.base());
      case Step.BuildPartitionedIndex it ->
          throw new IllegalStateException("step " + it.id() + " is more than one piece");
      case Step.DetachPartition it ->
          alone(
              List.of("If it fails or is interrupted, end it: %s;".formatted(it.finish().text())),
              it.detach());
      case Step.DropIndexConcurrently it -> Script.alone(drop(it.index()));
      case Step.ValidateConstraint it ->
          together(
              List.of(
                  Sql.of(
                      "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
                      Map.of("table", it.table(), "constraint", it.constraint()))),
              false);
      case Step.Backfill it -> RowScripts.backfill(it, plan.base());
      case Step.Verify it -> RowScripts.verify(it, plan.base());
      case Step.ChangeRows it -> ChangeScript.of(it, plan);
      case Step.Standalone it ->
          alone(
              List.of(
                  it.repeatable()
                      ? "May be run again."
                      : "Whether it took effect cannot be looked up: run it once."),
              it.statement());
    };
  }

  private Script back(Step step) {
    return switch (step.undo()) {
      case Undo.Statements it -> together(it.statements(), true);
      case Undo.Nothing it -> Script.nothing("nothing is left to take back");
      case Undo.Stays it -> Script.nothing("it stays: " + it.reason());
      case Undo.Restore it -> refusal("only a backup brings it back: " + it.reason());
      case Undo.DropIndex it -> Script.alone(drop(it.index()));
      case Undo.CreateIndex it -> alone(List.of(), it.create());
      case Undo.DropPartitionedIndex it -> together(List.of(it.index().drop()), true);
      case Undo.AddConstraint it ->
          new Script(afterwards(it), together(statements(it), true).statements(), true);
    };
  }

  private static List<Sql> statements(Undo.AddConstraint undo) {
    if (undo.partitions().isEmpty() && undo.breaking().isEmpty()) {
      return Stream.concat(Stream.of(undo.addNotValid()), undo.comment().stream()).toList();
    }
    return undo.partitions().isEmpty()
        ? List.of(unlessBroken(undo, undo.breaking().orElseThrow()))
        : undo.partitions().stream().map(Undo.OnPartition::addNotValid).toList();
  }

  /// NOT VALID too it would refuse every change of a row that breaks it. FOUND, a variable of every
  /// block, may be a column of the table.
  private static Sql unlessBroken(Undo.AddConstraint undo, Sql breaking) {
    String tag = "$theseus$";
    for (int n = 1; breaking.text().contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    return Sql.of(
        """
        DO $theseus$
        #variable_conflict use_column
        BEGIN
        IF EXISTS (
        {breaking}
        ) THEN
          RAISE WARNING USING MESSAGE = {why};
        ELSE
          {add};{comment}
        END IF;
        END
        $theseus$
        """
            .replace("$theseus$", tag),
        Map.of(
            "breaking",
            breaking,
            "why",
            Literal.of(
                "check %s of %s is left off: rows break it"
                    .formatted(undo.constraint(), undo.table())),
            "add",
            undo.addNotValid(),
            "comment",
            undo.comment()
                .<SqlPart>map(it -> Sql.verbatim("\n  " + it.text() + ";"))
                .orElse(Nothing.NOTHING)));
  }

  private static List<String> afterwards(Undo.AddConstraint undo) {
    String first = "Afterwards, in a transaction of its own: ";
    if (undo.partitions().isEmpty()) {
      return List.of(first + validate(undo.table(), undo.constraint()) + ";");
    }
    List<String> notes = new ArrayList<>();
    undo.partitions()
        .forEach(one -> notes.add(first + validate(one.table(), one.constraint()) + ";"));
    notes.add(first + undo.addNotValid().text() + ";");
    undo.comment().ifPresent(it -> notes.add("Afterwards: " + it.text() + ";"));
    return notes;
  }

  private static String validate(QualifiedName table, Identifier constraint) {
    return Sql.of(
            "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
            Map.of("table", table, "constraint", constraint))
        .text();
  }

  Script together(List<Sql> statements, boolean brief) {
    List<Sql> all = new ArrayList<>();
    if (brief) {
      all.add(LOCK_TIMEOUT);
    }
    all.add(Sql.of("SET LOCAL search_path = {base}", Map.of("base", plan.base())));
    all.addAll(statements);
    return new Script(
        brief
            ? List.of("Where the lock is not got in time nothing has changed: run it again.")
            : List.of(),
        all,
        true);
  }

  /// A user's own statement may name functions without their schema.
  Script alone(List<String> notes, Sql statement) {
    List<String> all = new ArrayList<>(notes);
    if (!plan.base().name().equals("public")) {
      all.add("Needs search_path = " + plan.base().quoted() + ".");
    }
    return new Script(all, List.of(statement), false);
  }

  private static boolean locksOthersOut(Step step) {
    return step.head().locks().stream().anyMatch(lock -> lock.level().needsBudget());
  }

  static Sql drop(QualifiedName index) {
    return Sql.of("DROP INDEX CONCURRENTLY IF EXISTS {index}", Map.of("index", index));
  }

  private static String lock(LockUse lock) {
    return lock.level().sql()
        + " on "
        + lock.object()
        + (lock.scans() ? ", reads the whole table" : "")
        + (lock.rewrites() ? ", rewrites it" : "");
  }

  String slug(Step step) {
    String plain =
        step.id()
            .replace("/" + plan.base().name() + ".", "/")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .replaceAll("^_|_$", "")
            .toLowerCase(Locale.ROOT);
    return plain.length() <= LONGEST_SLUG ? plain : plain.substring(0, LONGEST_SLUG);
  }
}

package dev.theseus.plan.files;

import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.PartitionedIndex.Act;
import dev.theseus.plan.PartitionedIndex.Part;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Steps of partitioned tables that take more than one file.
final class PartitionPieces {
  private final Plan plan;
  private final Pieces pieces;

  PartitionPieces(Plan plan, Pieces pieces) {
    this.plan = plan;
    this.pieces = pieces;
  }

  /// A file for each statement: none of those that build an index may share a transaction. Wherever
  /// they stop, the ways back of those that ran leave nothing.
  List<Piece> index(Step.BuildPartitionedIndex step) {
    PartitionedIndex index = step.index();
    List<Piece> all = new ArrayList<>();
    for (Act act : index.acts()) {
      if (act.kind() == Act.Kind.ATTACH && act.part().orElseThrow().standing().isPresent()) {
        all.add(standing(step, act.part().orElseThrow(), all.size()));
      }
      all.add(
          piece(
              step,
              all.size(),
              act.part().map(part -> "partition " + part.table()).orElse("table " + index.table()),
              forward(act),
              back(index, act)));
    }
    return all;
  }

  private Piece piece(
      Step.BuildPartitionedIndex step, int number, String where, Script forward, Script back) {
    List<String> before =
        List.of(
            "%s, %s: %s (%s)"
                .formatted(plan.name(), step.phase().title(), step.head().title(), where),
            "Made for the partitions there were when the plan was made; look for others before.");
    return new Piece(
        pieces.slug(step) + "_" + (number + 1),
        step.phase().verb(),
        before,
        forward,
        List.of(),
        back);
  }

  private Script forward(Act act) {
    if (act.transaction()) {
      return pieces.together(List.of(act.sql()), true);
    }
    Sql drop = Pieces.drop(act.part().orElseThrow().index());
    return pieces.alone(
        List.of(
            "If it fails it leaves an invalid index: run %s; then run the file again."
                .formatted(drop.text())),
        act.sql());
  }

  private Script back(PartitionedIndex index, Act act) {
    if (act.part().isEmpty()) {
      return pieces.together(List.of(index.drop()), true);
    }
    Part part = act.part().get();
    return switch (act.kind()) {
      case BUILD -> Script.alone(Pieces.drop(part.index()));
      case ON_ONLY, ADOPT -> pieces.together(List.of(index.drop(part.table(), part.index())), true);
      case ATTACH -> pieces.together(List.of(index.dropAbove(part)), true);
    };
  }

  /// The user's own index goes with the whole that it is attached to, so it is built again: outside
  /// of a transaction, and so the way forward too, because a runner may know only one way for both.
  private Piece standing(Step.BuildPartitionedIndex step, Part part, int number) {
    return piece(
        step,
        number,
        "partition " + part.table(),
        new Script(
            List.of("index %s stands already and takes its place".formatted(part.index())),
            List.of(),
            false),
        pieces.alone(
            List.of("It went with the index it was attached to."),
            step.index().rebuildMissing(part)));
  }

  /// Drops the CHECK of its bounds that PostgreSQL gives to a partition that is detached
  /// concurrently.
  List<Piece> tidy(Step.DetachPartition step) {
    if (step.bound().isEmpty()) {
      return List.of();
    }
    return List.of(
        new Piece(
            pieces.slug(step) + "_tidy",
            step.phase().verb(),
            List.of(
                "%s, %s: drop the CHECK of its bounds that %s is left with"
                    .formatted(plan.name(), step.phase().title(), step.table())),
            pieces.together(List.of(dropBound(step)), true),
            List.of(),
            Script.nothing("nothing is left to take back")));
  }

  /// The CHECK is known by its text, which is compared as the plan was read: with no schema in the
  /// path.
  private static Sql dropBound(Step.DetachPartition step) {
    String tag = "$theseus$";
    for (int n = 1; step.boundPattern().contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    return Sql.of(
        """
        DO $theseus$
        DECLARE
          bound name;
        BEGIN
          PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
          FOR bound IN
            SELECT conname FROM pg_catalog.pg_constraint
            WHERE conrelid = pg_catalog.to_regclass({name}) AND contype = 'c' AND conislocal
              AND pg_catalog.pg_get_expr(conbin, conrelid) LIKE {text}
              AND conname <> ALL (CAST(ARRAY[{others}] AS name[]))
          LOOP
            EXECUTE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', {name}, bound);
          END LOOP;
        END
        $theseus$
        """
            .replace("$theseus$", tag),
        Map.of(
            "name", Literal.of(step.table().quoted()),
            "text", Literal.of(step.boundPattern()),
            "others",
                step.checks().isEmpty()
                    ? Nothing.NOTHING
                    : SqlList.of(
                        step.checks().stream().map(one -> Literal.of(one.name())).toList())));
  }
}

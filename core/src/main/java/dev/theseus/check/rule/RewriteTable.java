package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// `VACUUM FULL`, `CLUSTER`, and moving a table or an index to another storage.
final class RewriteTable extends ActionRule {
  RewriteTable() {
    super(
        "rewrite-table",
        "table written anew",
        Severity.DANGER,
        Act.VACUUM_FULL,
        Act.CLUSTER,
        Act.REWRITE_TABLE,
        Act.MOVE_INDEX);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (action.act() == Act.MOVE_INDEX) {
      return Optional.of(
          Advice.bySize(
              "The whole index is copied while no query on its table can be planned.",
              "REINDEX (CONCURRENTLY, TABLESPACE …) INDEX builds it in the other tablespace while"
                  + " the old one is used."));
    }
    return Optional.of(
        Advice.bySize(
            "The whole table is copied while nobody can read or write it.",
            safeWay(context, action)));
  }

  private static String safeWay(RuleContext context, Action action) {
    if (action.act() != Act.REWRITE_TABLE) {
      return "Use pg_repack, or plain VACUUM with autovacuum settings that keep up.";
    }
    return moves(context)
        ? "Move it with pg_repack --tablespace, which copies it beside its writers, or accept the"
            + " pause with a lock_timeout."
        : "Make a new table, keep it in step with triggers, fill it in batches and swap, or accept"
            + " the pause with a lock_timeout.";
  }

  private static boolean moves(RuleContext context) {
    return context.statement().statement().tree().all("AlterTableCmd").stream()
        .allMatch(command -> command.text("subtype").equals("AT_SetTableSpace"));
  }
}

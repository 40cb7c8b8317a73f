package dev.theseus.planner;

import dev.theseus.catalog.Trigger;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Identifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Looks for columns of the old version in the functions that a table's triggers call. The server
/// keeps no dependency for them, so nothing but the first write after contract would tell.
final class UserTriggers {
  private final TableDraft table;
  private final Map<Identifier, String> changes = new LinkedHashMap<>();

  private UserTriggers(TableDraft table) {
    this.table = table;
    for (ColumnDraft column : table.columns()) {
      column.origin().ifPresent(origin -> note(origin.name(), column));
    }
    for (TableDraft.Dropped dropped : table.dropped()) {
      changes.put(dropped.column().name(), "is gone after contract, where the trigger would fail");
    }
  }

  private void note(Identifier old, ColumnDraft column) {
    boolean taken = table.column(old).isPresent();
    if (!old.equals(column.name())) {
      changes.put(
          old,
          "is called \"%s\" after contract, where the trigger would %s"
              .formatted(column.name(), taken ? "take another column for it" : "fail"));
    } else if (column.is(ColumnDraft.Kind.COPIED)) {
      changes.put(old, "holds the old version's value until contract and the new one's after it");
    }
  }

  static void warn(TableDraft table, Problems problems) {
    UserTriggers triggers = new UserTriggers(table);
    if (triggers.changes.isEmpty()) {
      return;
    }
    for (Trigger trigger : table.original().triggers()) {
      if (trigger.enabled()) {
        triggers.warn(trigger, problems);
      }
    }
  }

  private void warn(Trigger trigger, Problems problems) {
    Set<Identifier> named = new TreeSet<>();
    collect(trigger.source(), named);
    named.retainAll(changes.keySet());
    for (Identifier column : named) {
      problems.warn(
          "trigger \"%s\" of \"%s\" calls \"%s\", whose source names \"%s\": the column %s; let the function work with both, or replace it together with contract"
              .formatted(
                  trigger.name(),
                  table.physical(),
                  trigger.function(),
                  column,
                  changes.get(column)));
    }
  }

  /// Names in statements that are put together as text count too.
  private static void collect(String source, Set<Identifier> named) {
    for (Token token : Grammar.scan(source)) {
      token.name().ifPresent(named::add);
      if (token.kind() == Token.Kind.STRING && token.text().length() > 2) {
        collect(token.text().substring(1, token.text().length() - 1), named);
      }
    }
  }
}

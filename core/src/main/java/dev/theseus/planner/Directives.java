package dev.theseus.planner;

import dev.theseus.error.ProblemCode;
import dev.theseus.migration.Directive;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The `up` and `down` expressions of a release, found by table and column; remembers which were
/// used.
final class Directives {
  private final List<Directive> all;
  private final Set<Directive> used = new LinkedHashSet<>();

  Directives(List<Directive> all) {
    this.all = new ArrayList<>(all);
  }

  /// How the new version's column is computed from an old row. The column may be named as the new
  /// or as the old version names it.
  Optional<Directive> up(TableDraft table, Identifier newName, Optional<Identifier> oldName) {
    return find(Directive.Direction.UP, table, newName)
        .or(() -> oldName.flatMap(name -> find(Directive.Direction.UP, table, name)));
  }

  /// How the old version's column is computed from a new row.
  Optional<Directive> down(TableDraft table, Identifier oldName) {
    return find(Directive.Direction.DOWN, table, oldName);
  }

  /// Looks without marking the directive as used.
  boolean hasUp(TableDraft table, Identifier column) {
    return all.stream().anyMatch(one -> matches(one, Directive.Direction.UP, table, column));
  }

  boolean hasDown(TableDraft table, Identifier column) {
    return all.stream().anyMatch(one -> matches(one, Directive.Direction.DOWN, table, column));
  }

  /// Marks an `up` as used when the test holds.
  void meetUp(TableDraft table, Identifier column, Predicate<Directive> test) {
    meet(Directive.Direction.UP, table, column, test);
  }

  /// Marks a `down` as used when the test holds.
  void meetDown(TableDraft table, Identifier column, Predicate<Directive> test) {
    meet(Directive.Direction.DOWN, table, column, test);
  }

  private void meet(
      Directive.Direction direction,
      TableDraft table,
      Identifier column,
      Predicate<Directive> test) {
    all.stream()
        .filter(one -> matches(one, direction, table, column))
        .filter(test)
        .forEach(used::add);
  }

  void reportUnused(Problems problems) {
    for (Directive one : all) {
      if (!used.contains(one)) {
        String direction = one.direction() == Directive.Direction.UP ? "up" : "down";
        problems.add(
            ProblemCode.INVALID_DIRECTIVE,
            "theseus:%s for %s.%s is not needed by any operation of the release"
                .formatted(direction, one.table(), one.column()),
            one.place(),
            direction.equals("up")
                ? "name a column of the new version whose values change, or drop the directive"
                : "name a column of the old version that the new one changes or drops, or drop the"
                    + " directive");
      }
    }
  }

  private Optional<Directive> find(
      Directive.Direction direction, TableDraft table, Identifier column) {
    Optional<Directive> found =
        all.stream().filter(one -> matches(one, direction, table, column)).findFirst();
    found.ifPresent(used::add);
    return found;
  }

  private static boolean matches(
      Directive one, Directive.Direction direction, TableDraft table, Identifier column) {
    QualifiedName named = one.table();
    return one.direction() == direction
        && one.column().equals(column)
        && (named.equals(table.physical()) || named.equals(table.name()));
  }
}

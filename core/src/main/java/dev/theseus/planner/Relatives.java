package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The tables that foreign keys of a column connect: PostgreSQL makes the keys anew when the column
/// changes, and locks both ends.
final class Relatives {
  private Relatives() {}

  /// Those of the foreign keys that a column is part of, but for the table itself.
  static List<LockUse> of(Table table, Identifier column) {
    Set<QualifiedName> names = new LinkedHashSet<>();
    table.constraints().stream()
        .filter(one -> one.columns().contains(column))
        .flatMap(one -> one.target().stream())
        .forEach(target -> names.add(target.table()));
    table.referencedBy().stream()
        .filter(key -> pointsAt(key, List.of(column)))
        .forEach(key -> names.add(key.table()));
    return locked(table, names);
  }

  /// What a foreign key that goes points at; where a key goes, those whose foreign keys point at it
  /// and go with it.
  static List<LockUse> of(Table table, Constraint constraint) {
    Set<QualifiedName> names = new LinkedHashSet<>();
    constraint.target().ifPresent(target -> names.add(target.table()));
    boolean key =
        constraint.kind() == Constraint.Kind.UNIQUE
            || constraint.kind() == Constraint.Kind.PRIMARY_KEY;
    if (key) {
      table.referencedBy().stream()
          .filter(one -> pointsAt(one, constraint.columns()))
          .forEach(one -> names.add(one.table()));
    }
    return locked(table, names);
  }

  private static boolean pointsAt(Constraint key, List<Identifier> columns) {
    return key.target().filter(target -> target.columns().containsAll(columns)).isPresent();
  }

  private static List<LockUse> locked(Table table, Set<QualifiedName> names) {
    names.remove(table.name());
    return names.stream().map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one)).toList();
  }
}

package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The version views that earlier releases left behind, which go at contract, and their schemas
/// once no view is left in them.
///
/// @param views in the order they are dropped
/// @param schemas those that are empty then
record EarlierVersions(Set<QualifiedName> views, Set<Identifier> schemas) {

  /// Those that show one of these tables.
  static EarlierVersions of(Catalog catalog, Identifier base, Predicate<QualifiedName> tables) {
    Set<QualifiedName> views = new LinkedHashSet<>();
    Set<Identifier> schemas = new LinkedHashSet<>();
    Set<Identifier> staying = new LinkedHashSet<>();
    for (Table table : catalog.in(base).values()) {
      for (View view : table.views()) {
        if (!view.version()) {
          continue;
        }
        if (tables.test(table.name())) {
          views.add(view.name());
          schemas.add(view.name().schema());
        } else {
          staying.add(view.name().schema());
        }
      }
    }
    schemas.removeAll(staying);
    return new EarlierVersions(views, schemas);
  }

  List<LockUse> locks() {
    return views.stream().map(view -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, view)).toList();
  }

  List<Sql> drops() {
    List<Sql> statements = new ArrayList<>();
    views.forEach(
        view -> statements.add(Sql.of("DROP VIEW IF EXISTS {view}", Map.of("view", view))));
    schemas.forEach(
        schema ->
            statements.add(Sql.of("DROP SCHEMA IF EXISTS {schema}", Map.of("schema", schema))));
    return statements;
  }
}

package dev.theseus.planner;

import dev.theseus.migration.ChosenNames;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The names Theseus gives to what it makes beside the user's own objects.
final class Names {
  /// Starts the name of every hidden column, index and constraint.
  static final String PREFIX = "_theseus_";

  /// BEFORE triggers fire in the order of their names: `~` sorts behind every letter, so the sync
  /// trigger sees what the user's triggers made of the row.
  private static final String TRIGGER_PREFIX = "~theseus_";

  private static final Identifier STATE_SCHEMA = Identifier.of("theseus");

  private Names() {}

  static Identifier hidden(Identifier name) {
    return Identifier.derived(PREFIX, name.name());
  }

  /// For the NOT NULL constraint of a hidden column until contract.
  static Identifier hiddenNotNull(QualifiedName table, Identifier column) {
    return hidden(notNull(table, column, ""));
  }

  static Identifier trigger(QualifiedName table) {
    return Identifier.derived(TRIGGER_PREFIX, table.name().name());
  }

  static QualifiedName syncFunction(String release, QualifiedName table) {
    return state(List.of(release, table.schema().name(), table.name().name()), "sync");
  }

  static QualifiedName conversion(
      String release, QualifiedName table, Identifier column, String direction) {
    return state(
        List.of(release, table.schema().name(), table.name().name(), column.name()), direction);
  }

  /// The parts alone would not tell table `a` with column `b_c` from table `a_b` with column `c`.
  private static QualifiedName state(List<String> parts, String suffix) {
    String whole = parts.stream().map(part -> part.length() + part).collect(Collectors.joining());
    return new QualifiedName(
        STATE_SCHEMA,
        Identifier.derived(
            "",
            String.join("_", parts),
            "_" + Integer.toHexString(whole.hashCode()) + "_" + suffix));
  }

  /// `public` and `V7__price` give `public_v7_price`: a name that needs no quotes in a
  /// `search_path`.
  static Identifier version(Identifier base, String release) {
    String plain = release.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    return Identifier.derived(base.name() + "_", plain);
  }

  /// The name PostgreSQL 18 gives to a NOT NULL constraint where the ones before are taken.
  ///
  /// @param number empty for the first
  static Identifier notNull(QualifiedName table, Identifier column, String number) {
    return ChosenNames.objectName(table.name().name(), column.name(), "not_null" + number);
  }
}

package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.PgType;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A column of a foreign key whose both ends are exchanged. Where the new version writes a key that
/// the old type cannot hold, the old column of the row it points at holds a placeholder; what
/// points at it has to hold the same one, or the old foreign key fails the write.
///
/// @param old the column of the old version
/// @param fresh the one that takes its place
/// @param ends the pairs of columns that the key joins, in both versions
/// @param own the pair of `old` and `fresh`
record KeyLookup(
    Identifier old, Identifier fresh, QualifiedName target, List<End> ends, End own, boolean self) {
  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

  /// One pair of columns.
  ///
  /// @param newHere the physical column of the new version in the row that points
  /// @param newThere the physical column of the new version in the row it points at
  record End(Identifier oldHere, Identifier newHere, Identifier oldThere, Identifier newThere) {}

  static List<KeyLookup> of(TableDraft draft, KeptObjects kept, Folding folding) {
    List<KeyLookup> lookups = new ArrayList<>();
    for (KeptObjects.KeptForeignKey key : kept.foreignKeys()) {
      if (key.table().equals(draft.physical())) {
        lookups.addAll(of(draft, key.original(), folding));
      }
    }
    return lookups;
  }

  private static List<KeyLookup> of(TableDraft draft, Constraint key, Folding folding) {
    Constraint.Target target = key.target().orElseThrow();
    Map<Identifier, ColumnDraft> here = draft.copied();
    Map<Identifier, ColumnDraft> there = folding.copied(target.table());
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      Identifier column = key.columns().get(i);
      Identifier pointedAt = target.columns().get(i);
      ends.add(new End(column, physical(here, column), pointedAt, physical(there, pointedAt)));
    }
    boolean self = target.table().equals(draft.physical());
    return ends.stream()
        .filter(one -> isInteger(here, one.oldHere()) && there.containsKey(one.oldThere()))
        .map(one -> new KeyLookup(one.oldHere(), one.newHere(), target.table(), ends, one, self))
        .toList();
  }

  private static Identifier physical(Map<Identifier, ColumnDraft> copied, Identifier column) {
    return Optional.ofNullable(copied.get(column)).map(ColumnDraft::physical).orElse(column);
  }

  private static boolean isInteger(Map<Identifier, ColumnDraft> copied, Identifier column) {
    return Optional.ofNullable(copied.get(column))
        .map(ColumnDraft::original)
        .filter(KeyLookup::isInteger)
        .isPresent();
  }

  private static boolean isInteger(Column column) {
    PgType type = column.type();
    return type.schema().isEmpty() && !type.isArray() && INTEGERS.contains(type.name().name());
  }

  /// What an old column gets when its `down` fails: what the row it points at holds, or what it
  /// held before. A new row's own number gives way to a placeholder, which is negative, so that it
  /// can be told from a key.
  ///
  /// @param key whether it must hold a value no other row has
  static Sql instead(List<KeyLookup> lookups, Column of, boolean key) {
    Identifier column = of.name();
    List<Sql> lines = new ArrayList<>();
    lines.add(
        Sql.of(
            key && of.notNull() && isInteger(of)
                ? "NEW.{column} := CASE TG_OP WHEN 'UPDATE' THEN OLD.{column} END;"
                : "IF TG_OP = 'UPDATE' THEN\nNEW.{column} := OLD.{column};\nEND IF;",
            Map.of("column", column)));
    lookups.stream().filter(one -> one.old().equals(column)).forEach(one -> lines.add(one.down()));
    return Sql.verbatim(SqlList.lines(lines).rendered());
  }

  private Sql down() {
    Sql itself =
        Sql.of(
            "IF derived_key IS NULL AND NEW.{here} = NEW.{there} THEN\n"
                + "derived_key := NEW.{key};\nEND IF;",
            Map.of("here", own.newHere(), "there", own.newThere(), "key", own.oldThere()));
    return Sql.of(
        """
        BEGIN
        SELECT p.{key} INTO derived_key FROM {target} p WHERE {same};
        {itself}
        NEW.{old} := COALESCE(derived_key, NEW.{old});
        EXCEPTION WHEN OTHERS THEN
        NULL;
        END;
        """,
        Map.of(
            "key",
            own.oldThere(),
            "target",
            target,
            "same",
            same(false),
            "old",
            old,
            "itself",
            self ? itself : Sql.of("NULL;")));
  }

  /// Placeholders of integers are negative; what the old version points at by one is looked up.
  Sql up() {
    return Sql.of(
        """
        IF NEW.{old} < 0 THEN
        BEGIN
        SELECT p.{key} INTO derived_key FROM {target} p WHERE {same};
        IF derived_key IS NOT NULL THEN
        NEW.{fresh} := derived_key;
        END IF;
        EXCEPTION WHEN OTHERS THEN
        NULL;
        END;
        END IF;
        """,
        Map.of(
            "old", old,
            "key", own.newThere(),
            "target", target,
            "same", same(true),
            "fresh", fresh));
  }

  private SqlPart same(boolean byOld) {
    List<SqlPart> there = new ArrayList<>();
    List<SqlPart> here = new ArrayList<>();
    for (End end : ends) {
      there.add(part("p.{column}", byOld ? end.oldThere() : end.newThere()));
      here.add(part("NEW.{column}", byOld ? end.oldHere() : end.newHere()));
    }
    return Sql.of(
        "({there}) = ({here})", Map.of("there", SqlList.of(there), "here", SqlList.of(here)));
  }

  private static SqlPart part(String template, Identifier column) {
    return Sql.of(template, Map.of("column", column));
  }
}

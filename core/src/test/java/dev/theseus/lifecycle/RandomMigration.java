package dev.theseus.lifecycle;

import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One to four random changes of a [RandomTable], as statements with the directives they need. What
/// the new version sees is kept in the table's columns.
final class RandomMigration {
  private static final int TRIES = 30;

  private final RandomTable table;
  private final Random random;
  private final List<String> statements = new ArrayList<>();
  private final List<String> directives = new ArrayList<>();

  /// Words of the facts that stay changed when the migration is rolled back, as the limits say.
  private final List<String> staying = new ArrayList<>();

  /// Names that earlier statements have given up; they may be taken again.
  private final List<String> freed = new ArrayList<>();

  private int added;

  RandomMigration(RandomTable table, Random random) {
    this.table = table;
    this.random = random;
    int count = 1 + random.nextInt(4);
    for (int tries = 0; statements.size() < count && tries < TRIES; tries++) {
      operation();
    }
    table.columns.forEach(this::direct);
  }

  String statements() {
    return String.join("\n", statements);
  }

  String text() {
    return String.join("\n", directives) + "\n" + statements();
  }

  List<String> staying() {
    return List.copyOf(staying);
  }

  private void operation() {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> addColumn();
      case 3 -> addRequired();
      case 4, 5, 6 -> changeType();
      case 7 -> widenKey();
      case 8, 9 -> renameColumn();
      case 10 -> renameTable();
      case 11, 12 -> setNotNull();
      case 13 -> dropNotNull();
      case 14 -> changeDefault();
      case 15 -> createIndex();
      case 16 -> addConstraint();
      case 17, 18 -> dropColumn();
      default -> smallThing();
    }
  }

  private void alter(String change) {
    statements.add("ALTER TABLE %s %s;".formatted(table.quoted(true), change));
  }

  private Optional<RandomColumn> some(java.util.function.Predicate<RandomColumn> wanted) {
    List<RandomColumn> all =
        table.columns.stream()
            .filter(c -> c.role == RandomColumn.Role.PLAIN && c.inOld() && c.inNew())
            .filter(wanted)
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private RandomColumn added(RandomType type) {
    RandomColumn column = new RandomColumn(RandomColumn.Role.PLAIN, type);
    column.newName = name("added" + ++added);
    table.columns.add(column);
    return column;
  }

  private String name(String plain) {
    return !freed.isEmpty() && random.nextInt(3) > 0 ? freed.removeFirst() : table.freshName(plain);
  }

  private void addColumn() {
    RandomType type = RandomType.any(random);
    RandomColumn column = added(type);
    String head = "ADD COLUMN %s %s".formatted(column.name(true), type.sql());
    switch (random.nextInt(6)) {
      case 0 -> alter(head);
      case 1 -> {
        column.newDefault = type.literal(random);
        alter(head + " DEFAULT " + column.newDefault);
      }
      case 2, 3 -> {
        column.newRequired = true;
        column.newDefault = type.literal(random);
        alter(head + " NOT NULL DEFAULT " + column.newDefault);
      }
      case 4 -> {
        table.columns.remove(column);
        RandomColumn token = added(RandomType.UUID);
        token.newRequired = true;
        token.newDefault = "gen_random_uuid()";
        alter("ADD COLUMN %s uuid NOT NULL DEFAULT gen_random_uuid()".formatted(token.name(true)));
      }
      default -> {
        table.columns.remove(column);
        RandomColumn number = added(RandomType.BIGINT);
        number.newRequired = true;
        number.newDefault = "serial";
        alter("ADD COLUMN %s bigserial".formatted(number.name(true)));
      }
    }
  }

  /// A column without default, filled from another one or with a constant.
  private void addRequired() {
    Optional<RandomColumn> base =
        some(c -> c.type.whole() || c.type.words()).filter(c -> random.nextInt(4) > 0);
    RandomColumn column = added(base.isPresent() ? RandomType.TEXT : RandomType.any(random));
    column.newRequired = true;
    column.upWritten = true;
    column.derived = base.isPresent();
    column.up =
        base.map(c -> "coalesce(%s::text, 'none') || '!'".formatted(c.name(false)))
            .orElseGet(() -> column.type.literal(random));
    alter("ADD COLUMN %s %s NOT NULL".formatted(column.name(true), column.type.sql()));
  }

  private void changeType() {
    some(c -> !c.converted && !c.downWritten && !c.upWritten)
        .ifPresent(
            column -> {
              List<RandomType.Turn> turns = column.type.turns();
              turn(column, turns.get(random.nextInt(turns.size())));
            });
  }

  private void turn(RandomColumn column, RandomType.Turn turn) {
    String name = column.name(true);
    boolean moved = !turn.plain() && !column.newDefault.isEmpty();
    if (moved) {
      alter("ALTER COLUMN %s DROP DEFAULT".formatted(name));
    }
    alter(
        "ALTER COLUMN %s TYPE %s".formatted(name, turn.type())
            + (turn.plain() ? "" : " USING " + turn.up().replace("{c}", name)));
    column.newType = turn.type();
    column.up = turn.up();
    column.image = turn.up();
    column.down = turn.down();
    column.converted = true;
    column.downWritten = !turn.plain();
    if (turn.type().startsWith("varchar")
        || turn.type().equals("text")
        || turn.type().startsWith("numeric")) {
      staying.add(column.oldName);
    }
    if (moved) {
      column.newDefault = "(" + turn.up().replace("{c}", column.oldDefault) + ")::" + turn.type();
      alter("ALTER COLUMN %s SET DEFAULT %s".formatted(name, column.newDefault));
    }
  }

  private void widenKey() {
    RandomColumn key = table.key;
    if (key.type == RandomType.INTEGER && !key.converted) {
      alter("ALTER COLUMN %s TYPE bigint".formatted(key.name(true)));
      key.newType = "bigint";
      key.converted = true;
    }
  }

  private void renameColumn() {
    List<RandomColumn> all = table.columns.stream().filter(RandomColumn::inNew).toList();
    RandomColumn column = all.get(random.nextInt(all.size()));
    String before = column.name(true);
    String after = name("renamed" + ++added);
    freed.add(column.newName);
    column.newName = after;
    alter("RENAME COLUMN %s TO %s".formatted(before, column.name(true)));
  }

  private void renameTable() {
    String name = random.nextBoolean() ? "goods" : "Göods \"2\"" + "g".repeat(20);
    if (!table.newName.equals(name)) {
      alter("RENAME TO " + Identifier.of(name).quoted());
      table.newName = name;
    }
  }

  private void setNotNull() {
    some(c -> !c.newRequired && !c.upWritten)
        .ifPresent(
            column -> {
              String otherwise = column.type.literal(random);
              String missing =
                  "(" + column.image.replace("{c}", otherwise) + ")::" + column.newType;
              column.up = "coalesce(%s, %s)".formatted(column.up, missing);
              column.newRequired = true;
              column.upWritten = true;
              column.downWritten |= column.converted;
              alter("ALTER COLUMN %s SET NOT NULL".formatted(column.name(true)));
            });
  }

  private void dropNotNull() {
    some(c -> c.oldRequired && c.newRequired && !c.upWritten && !c.converted)
        .ifPresent(
            column -> {
              column.newRequired = false;
              if (random.nextInt(4) > 0) {
                column.relaxed = true;
                column.downWritten = true;
                column.down = "coalesce({c}, %s)".formatted(column.type.literal(random));
              }
              staying.add(column.oldName);
              alter("ALTER COLUMN %s DROP NOT NULL".formatted(column.name(true)));
            });
  }

  private void changeDefault() {
    some(c -> true)
        .ifPresent(
            column -> {
              if (random.nextBoolean()) {
                column.newDefault =
                    "("
                        + column.image.replace("{c}", column.type.literal(random))
                        + ")::"
                        + column.newType;
                alter(
                    "ALTER COLUMN %s SET DEFAULT %s"
                        .formatted(column.name(true), column.newDefault));
              } else if (!column.newDefault.isEmpty()) {
                column.newDefault = "";
                alter("ALTER COLUMN %s DROP DEFAULT".formatted(column.name(true)));
              }
            });
  }

  private void createIndex() {
    some(c -> c.type != RandomType.JSON)
        .ifPresent(
            column ->
                statements.add(
                    "CREATE "
                        + RandomTable.indexOn(
                            "new ix " + ++added,
                            column.name(true),
                            table.key.name(true),
                            table.quoted(true),
                            random)
                        + ";"));
  }

  private void addConstraint() {
    String named = random.nextBoolean() ? "CONSTRAINT \"rule %d\" ".formatted(++added) : "";
    switch (random.nextInt(3)) {
      case 0 ->
          some(c -> c.type.whole() && !c.downWritten)
              .ifPresent(c -> alter("ADD %sCHECK (%s >= 0)".formatted(named, c.name(true))));
      case 1 -> alter("ADD %sUNIQUE (%s)".formatted(named, table.key.name(true)));
      default ->
          table
              .reference()
              .filter(c -> !table.hasForeignKey && c.inNew())
              .ifPresent(
                  c -> {
                    table.hasForeignKey = true;
                    alter(
                        "ADD %sFOREIGN KEY (%s) REFERENCES parents (id)"
                            .formatted(named, c.name(true)));
                  });
    }
  }

  private void dropColumn() {
    some(c -> c.untouched() && (!c.oldRequired || random.nextInt(3) > 0))
        .ifPresent(
            column -> {
              alter("DROP COLUMN " + column.name(true));
              freed.add(column.newName);
              column.newName = "";
              if ((column.oldRequired && column.oldDefault.isEmpty()) || random.nextBoolean()) {
                column.down = column.type.literal(random);
                column.downWritten = true;
              }
            });
  }

  private void smallThing() {
    switch (random.nextInt(4)) {
      case 0 -> {
        if (!table.indexes.isEmpty()) {
          statements.add("DROP INDEX \"%s\";".formatted(table.indexes.removeFirst()));
        }
      }
      case 1 -> {
        if (!table.indexes.isEmpty()) {
          String name = table.indexes.removeFirst();
          statements.add("ALTER INDEX \"%s\" RENAME TO \"%s 2\";".formatted(name, name));
        }
      }
      case 2 -> {
        if (!table.checks.isEmpty()) {
          alter("DROP CONSTRAINT \"%s\"".formatted(table.checks.removeFirst()));
        }
      }
      default ->
          some(c -> true)
              .ifPresent(
                  c ->
                      statements.add(
                          "COMMENT ON COLUMN %s.%s IS 'it''s new';"
                              .formatted(table.quoted(true), c.name(true))));
    }
  }

  /// What SQL cannot say about a column.
  private void direct(RandomColumn column) {
    if (column.upWritten) {
      String own = column.inOld() ? column.name(false) : "";
      directives.add(
          "-- theseus:up %s.%s = %s"
              .formatted(table.quoted(true), column.name(true), column.upOver(own)));
    }
    if (column.downWritten) {
      String own = column.inNew() ? column.name(true) : "";
      directives.add(
          "-- theseus:down %s.%s = %s"
              .formatted(table.quoted(false), column.name(false), column.downOver(own)));
    }
  }
}

package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Columns whose collation or enum changes, and a wider one that an index computes with.
final class ColumnScenarios {
  private ColumnScenarios() {}

  static List<Scenario> all() {
    return List.of(collation(), enumValueRemoved(), widenedUnderExpression());
  }

  private static Scenario collation() {
    return Scenario.of(
            "w1_collation",
            ITEMS + "CREATE UNIQUE INDEX named ON items (name, id);",
            """
            ALTER TABLE items ALTER COLUMN name TYPE text COLLATE "C";
            """)
        .both(run("UPDATE items SET name = 'u' || ? WHERE id = ?"))
        .both(run("INSERT INTO items (name, amount) VALUES ('i', ?)"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE o.name <>"
                + " n.name");
  }

  /// PostgreSQL cannot take a value out of an enum: a new type without it takes its place.
  private static Scenario enumValueRemoved() {
    return Scenario.of(
            "w2_enum",
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
            CREATE TABLE people (id serial PRIMARY KEY, mood mood NOT NULL);
            INSERT INTO people (mood) SELECT 'ok' FROM generate_series(1, 1000);
            """,
            """
            -- theseus:up people.mood = mood::text::feeling
            -- theseus:down people.mood = mood::text::mood
            CREATE TYPE feeling AS ENUM ('ok', 'happy');
            ALTER TABLE people ALTER COLUMN mood TYPE feeling USING mood::text::feeling;
            DROP TYPE mood;
            ALTER TYPE feeling RENAME TO mood;
            """)
        .both(run("UPDATE people SET mood = 'happy' WHERE id = ?"))
        .both(run("INSERT INTO people (mood) SELECT 'ok' WHERE ? > 0"))
        .differing(
            "SELECT count(*) FROM public.people o JOIN {v}.people n USING (id) WHERE o.mood::text"
                + " <> n.mood::text");
  }

  /// Wider without rewrite, but for the index that computes with it.
  private static Scenario widenedUnderExpression() {
    return Scenario.of(
            "w4_widened",
            """
            CREATE TABLE words (id serial PRIMARY KEY, word varchar(20));
            CREATE INDEX lowered ON words (lower(word));
            INSERT INTO words (word) SELECT 'W' || n FROM generate_series(1, 1000) n;
            """,
            """
            -- theseus:down words.word = left(word, 20)
            ALTER TABLE words ALTER COLUMN word TYPE varchar(40);
            """)
        .both(run("UPDATE words SET word = 'u' || ? WHERE id = ?"))
        .both(run("INSERT INTO words (word) VALUES ('i' || ?)"));
  }
}

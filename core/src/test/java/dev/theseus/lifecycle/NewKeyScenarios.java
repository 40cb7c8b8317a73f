package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Primary keys and unique constraints that come to tables in use.
final class NewKeyScenarios {
  private NewKeyScenarios() {}

  static List<Scenario> all() {
    return List.of(
        users("k1_nullable", "", "ALTER TABLE users ADD PRIMARY KEY (id);"),
        users(
            "k2_composite",
            "",
            "ALTER TABLE users ADD CONSTRAINT \"the key\" PRIMARY KEY (tenant, id) INCLUDE"
                + " (name);"),
        users(
            "k3_adopted",
            "CREATE UNIQUE INDEX users_by_id ON users (id) INCLUDE (name);",
            "ALTER TABLE users ADD CONSTRAINT users_key PRIMARY KEY USING INDEX users_by_id;"),
        users(
            "k4_built_then_adopted",
            "",
            """
            CREATE UNIQUE INDEX CONCURRENTLY users_by_id ON users (id) INCLUDE (name);
            ALTER TABLE users ADD CONSTRAINT users_key PRIMARY KEY USING INDEX users_by_id;
            """),
        users(
            "k5_unique_adopted",
            "CREATE UNIQUE INDEX users_by_id ON users (id);",
            "ALTER TABLE users ADD UNIQUE USING INDEX users_by_id;"),
        users(
            "k6_expressions",
            "",
            """
            CREATE UNIQUE INDEX ON users (lower(name) COLLATE "C" text_pattern_ops DESC, (tenant + 1)) WHERE tenant > 0;
            ALTER TABLE users ADD UNIQUE (tenant, id) DEFERRABLE;
            """));
  }

  private static Scenario users(String name, String more, String migration) {
    return Scenario.of(
            name,
            """
            CREATE TABLE users (id integer, tenant integer, name text NOT NULL);
            CREATE SEQUENCE numbers START 10000;
            INSERT INTO users SELECT n, n % 3, 'user ' || n FROM generate_series(1, 2000) n;
            """
                + more,
            migration.replace(" CONCURRENTLY", ""))
        .both(
            run(
                "INSERT INTO users SELECT n, 1, 'user ' || n FROM (SELECT nextval('numbers') AS n)"
                    + " x WHERE ? > 0"))
        .both(run("UPDATE users SET tenant = tenant WHERE id = ?"))
        .both(run("DELETE FROM users WHERE id = 900 + ? % 100"));
  }
}

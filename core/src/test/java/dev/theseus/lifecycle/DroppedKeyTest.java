package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;

/// What PostgreSQL would refuse at contract, when there is no way back, the plan refuses.
class DroppedKeyTest {
  private static final String SETUP =
      """
      CREATE TABLE users (id integer PRIMARY KEY, email text, code text UNIQUE);
      CREATE UNIQUE INDEX users_email ON users (email);
      CREATE UNIQUE INDEX users_email_too ON users (email);
      CREATE TABLE mails (sender text CONSTRAINT mails_sender REFERENCES users (email),
        code text CONSTRAINT mails_code REFERENCES users (code));
      CREATE TABLE parts (id integer, n integer, PRIMARY KEY (id)) PARTITION BY RANGE (id);
      CREATE INDEX parts_n ON parts (n);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
      CREATE INDEX parts_1_own ON parts_1 (n, id);
      """;

  private static void refuses(TestDatabase database, String sql, String what) {
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", sql)).hasMessageContaining(what);
  }

  private static void carriesOut(TestDatabase database, String sql) {
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", sql));
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));
  }

  @PostgresTest
  void refusesToDropWhatForeignKeysRelyOn(TestDatabase database) {
    database.sql(SETUP);

    refuses(
        database,
        "DROP INDEX users_email;",
        "foreign key \"mails_sender\" of \"public.mails\" relies on unique index"
            + " \"public.users_email\" that is dropped");
    refuses(
        database,
        "ALTER TABLE users DROP CONSTRAINT users_code_key;",
        "foreign key \"mails_code\" of \"public.mails\" relies on constraint \"users_code_key\"");
  }

  @PostgresTest
  void refusesToDropWhatBelongsToThePartitionedTable(TestDatabase database) {
    database.sql(SETUP);

    refuses(database, "DROP INDEX parts_1_n_idx;", "index \"public.parts_1_n_idx\" belongs to");
    refuses(
        database,
        "ALTER TABLE parts_1 DROP CONSTRAINT parts_1_pkey;",
        "constraint \"parts_1_pkey\" of \"public.parts_1\" comes from the table above it");
  }

  @PostgresTest
  void dropsWhatNothingReliesOn(TestDatabase database) {
    database.sql(SETUP);

    carriesOut(
        database,
        """
        DROP INDEX users_email_too;
        DROP INDEX parts_1_own;
        ALTER TABLE mails DROP CONSTRAINT mails_sender;
        DROP INDEX users_email;
        ALTER TABLE users DROP CONSTRAINT users_code_key CASCADE;
        ALTER TABLE parts DROP CONSTRAINT parts_pkey;
        DROP INDEX parts_n;
        """);

    assertThat(
            database.one(
                "SELECT string_agg(c.relname, ' ') FROM pg_index x JOIN pg_class c ON c.oid ="
                    + " x.indexrelid WHERE c.relnamespace = 'public'::regnamespace"))
        .isEqualTo("users_pkey");
  }

  @PostgresTest
  void dropsAKeyBehindTheTableThatReliesOnIt(TestDatabase database) {
    database.sql(SETUP);

    carriesOut(database, "DROP TABLE mails; DROP INDEX users_email;");

    assertThat(database.one("SELECT to_regclass('users_email')")).isNull();
  }
}

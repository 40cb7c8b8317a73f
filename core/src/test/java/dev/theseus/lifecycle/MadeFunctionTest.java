package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Functions that the release makes and its conversions call.
@Tag("postgres")
class MadeFunctionTest {

  /// What differs with each call is no reason to fill a row again.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void fillEachRowOnceThoughTheyGiveAnotherValueEachTime(int major) throws InterruptedException {
    Lifecycle.run(
        major,
        Scenario.of(
                "v1_token",
                """
                CREATE TABLE items (id serial PRIMARY KEY, a integer);
                INSERT INTO items (a) SELECT generate_series(1, 1000);
                """,
                """
                -- theseus:up items.token = new_token()
                CREATE FUNCTION new_token() RETURNS text LANGUAGE sql AS $$ SELECT md5(random()::text) $$;
                ALTER TABLE items ADD COLUMN token text NOT NULL;
                """)
            .oracle(
                """
                CREATE FUNCTION new_token() RETURNS text LANGUAGE sql AS $$ SELECT md5(random()::text) $$;
                ALTER TABLE items ADD COLUMN token text;
                UPDATE items SET token = new_token();
                ALTER TABLE items ALTER COLUMN token SET NOT NULL;
                """)
            .old(run("INSERT INTO items (a) VALUES (?)"))
            .young(run("INSERT INTO items (token) VALUES ('t' || ?)"))
            .differing("SELECT count(*) FROM {v}.items WHERE token IS NULL"));
  }
}

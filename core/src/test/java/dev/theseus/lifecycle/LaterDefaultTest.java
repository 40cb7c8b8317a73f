package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;

/// An application stays on the version of a release while later ones publish none: what they change
/// reaches it.
class LaterDefaultTest {
  private static final String FIRST =
      """
      -- theseus:up t.status = 'old'
      -- theseus:up t.token = 'old'
      ALTER TABLE t ADD COLUMN status text NOT NULL DEFAULT 'a';
      ALTER TABLE t ADD COLUMN token text NOT NULL DEFAULT gen();
      """;

  private static Theseus contracted(TestDatabase database) {
    database.sql(
        """
        CREATE FUNCTION gen() RETURNS text LANGUAGE sql VOLATILE AS 'SELECT ''x''';
        CREATE TABLE t (id integer PRIMARY KEY, a integer);
        INSERT INTO t VALUES (1, 1);
        """);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    carry(theseus, "m1", FIRST);
    return theseus;
  }

  private static void carry(Theseus theseus, String name, String migration) {
    theseus.start(Lifecycle.plan(theseus, name, migration));
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));
  }

  @EachMajor
  void reachesTheApplication(TestDatabase database) {
    Theseus theseus = contracted(database);
    database.sql("INSERT INTO public_m1.t (id) VALUES (2)");

    carry(theseus, "m2", "ALTER TABLE t ALTER COLUMN status SET DEFAULT 'b';");
    database.sql("INSERT INTO public_m1.t (id) VALUES (3)");

    assertThat(database.one("SELECT string_agg(status || token, ' ' ORDER BY id) FROM t"))
        .isEqualTo("oldold ax bx");
  }

  @EachMajor
  void goesWithTheFunctionThatGivesIt(TestDatabase database) {
    Theseus theseus = contracted(database);

    carry(theseus, "m2", "ALTER TABLE t ALTER COLUMN token DROP DEFAULT; DROP FUNCTION gen();");

    assertThat(database.one("SELECT to_regproc('gen')")).isNull();
  }

  @EachMajor
  void rowLevelSecurityIsNotGoneAround(TestDatabase database) {
    Theseus theseus = contracted(database);
    String secure = "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a = 1);";
    boolean asOwner =
        database.number(
                "SELECT count(*) FROM pg_class WHERE relname = 't' AND relkind = 'v' AND"
                    + " reloptions IS NULL")
            > 0;

    if (asOwner) {
      assertThatThrownBy(() -> Lifecycle.plan(theseus, "m2", secure))
          .hasMessageContaining(
              "\"public.t\" would get row level security that applications on schema \"public_m1\""
                  + " go around")
          .hasMessageContaining("DROP SCHEMA \"public_m1\" CASCADE");
      database.sql("DROP SCHEMA public_m1 CASCADE");
    }
    carry(theseus, "m2", secure);

    assertThat(database.number("SELECT count(*) FROM pg_policy")).isEqualTo(1);
  }
}

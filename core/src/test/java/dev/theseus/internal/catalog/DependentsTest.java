package dev.theseus.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.Grant;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
import dev.theseus.catalog.View;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

final class DependentsTest {
  @EachMajor
  void readsViewsOverViewsInTheOrderToMakeThemAgain(TestDatabase database) throws SQLException {
    String reader = database.role("reader");
    database.sql(
        """
        CREATE SCHEMA app_2;
        COMMENT ON SCHEMA app_2 IS 'Theseus version 2 of public';
        CREATE SCHEMA report;
        CREATE TABLE public.t (a int, b int, c int);
        CREATE VIEW app_2.t WITH (security_barrier = true) AS SELECT a, b FROM public.t;
        CREATE MATERIALIZED VIEW report.summed AS SELECT sum(a) AS total FROM app_2.t;
        CREATE VIEW report.both AS SELECT x.c, y.total FROM public.t x, report.summed y;
        CREATE VIEW report.whole AS SELECT t AS entire FROM public.t;
        COMMENT ON VIEW report.both IS 'both';
        """,
        "GRANT SELECT ON report.both TO " + CatalogReaderTest.quoted(reader));

    List<View> views = table(database, "t").views();

    assertThat(views)
        .extracting(view -> view.depth() + " " + view.name() + " " + view.columns())
        .containsExactly(
            "1 app_2.t [a, b]",
            "1 report.whole [a, b, c]",
            "2 report.summed []",
            "3 report.both [c]");
    assertThat(views).extracting(View::version).containsExactly(true, false, false, false);
    assertThat(views).extracting(View::materialized).containsExactly(false, false, true, false);
    assertThat(views.getFirst().options()).containsExactly("security_barrier=true");
    assertThat(views.getFirst().definition()).contains("FROM public.t").doesNotEndWith(";");
    assertThat(views.getLast().comment()).contains("both");
    assertThat(views.getLast().grants())
        .containsExactly(new Grant("SELECT", Optional.of(Identifier.of(reader)), false));
  }

  @EachMajor
  void readsTriggersOfUsersOnly(TestDatabase database) throws SQLException {
    database.sql(
        """
        CREATE TABLE public.t (id int PRIMARY KEY, a int REFERENCES public.t, b int);
        CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER "~theseus_sync" BEFORE INSERT ON public.t
          FOR EACH ROW EXECUTE FUNCTION public.f();
        CREATE TRIGGER mine BEFORE UPDATE OF a ON public.t
          FOR EACH ROW WHEN (NEW.b > 0) EXECUTE FUNCTION public.f();
        ALTER TABLE public.t DISABLE TRIGGER mine;
        """);

    Table table = table(database, "t");

    assertThat(table.triggers())
        .singleElement()
        .isEqualTo(
            new Trigger(
                Identifier.of("mine"),
                true,
                true,
                false,
                true,
                Trigger.Firing.NEVER,
                List.of(Identifier.of("a")),
                QualifiedName.of("public", "f"),
                "BEGIN RETURN NEW; END",
                "CREATE TRIGGER mine BEFORE UPDATE OF a ON public.t FOR EACH ROW"
                    + " WHEN ((new.b > 0)) EXECUTE FUNCTION public.f()"));
    assertThat(table.otherDependents())
        .extracting(one -> one.kind() + " " + one.name() + " " + one.columns())
        .containsExactly("trigger mine [b]");
  }

  @EachMajor
  void readsWhatElseDependsOnColumnsWithTheStatementThatMakesItAgain(TestDatabase database)
      throws SQLException {
    String reader = database.role("reader");
    String quoted = CatalogReaderTest.quoted(reader);
    database.sql(
        """
        CREATE TABLE public.t (id int PRIMARY KEY, a int, b int, c text);
        ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
        CREATE POLICY "My policy" ON public.t AS RESTRICTIVE FOR UPDATE TO READER
          USING (a > 0) WITH CHECK (b > 0);
        CREATE RULE kept AS ON UPDATE TO public.t WHERE NEW.a < 0 DO INSTEAD NOTHING;
        CREATE STATISTICS public.ab ON a, b FROM public.t;
        CREATE STATISTICS public.c_lower ON lower(c), a FROM public.t;
        GRANT SELECT, UPDATE ON public.t TO READER;
        GRANT SELECT ON public.t TO PUBLIC;
        """
            .replace("READER", quoted));
    database.sql(
        "CREATE FUNCTION public.total() RETURNS bigint LANGUAGE sql RETURN (SELECT sum(b) FROM"
            + " public.t)");
    if (database.major() >= 15) {
      database.sql("CREATE PUBLICATION pub FOR TABLE public.t (id, a) WHERE (id > 0)");
    }

    Table table = table(database, "t");

    assertThat(table.rowSecurity()).isTrue();
    assertThat(table.grants())
        .containsExactly(
            new Grant("SELECT", Optional.empty(), false),
            new Grant("SELECT", Optional.of(Identifier.of(reader)), false),
            new Grant("UPDATE", Optional.of(Identifier.of(reader)), false));
    assertThat(table.otherDependents().stream().filter(one -> !one.kind().equals("publication")))
        .extracting(one -> one.kind() + " " + one.name() + " " + one.columns())
        .containsExactly(
            "policy My policy [a, b]",
            "rule kept [a]",
            "statistics ab [a, b]",
            "statistics c_lower [a, c]",
            "function public.total() [b]");
    assertThat(recreate(table, "My policy"))
        .isEqualTo(
            "CREATE POLICY \"My policy\" ON public.t AS RESTRICTIVE FOR UPDATE TO "
                + database.one("SELECT quote_ident('" + reader + "')")
                + " USING ((a > 0)) WITH CHECK ((b > 0))");
    assertThat(recreate(table, "ab"))
        .isEqualTo("CREATE STATISTICS public.ab ON a, b FROM public.t");
    if (database.major() >= 15) {
      assertThat(recreate(table, "pub"))
          .isEqualTo("ALTER PUBLICATION pub ADD TABLE public.t (id, a) WHERE ((id > 0))");
    }
    for (Table.ColumnDependent one : table.otherDependents()) {
      assertThat(one.recreate()).as(one.name()).isPresent();
    }
  }

  private static String recreate(Table table, String name) {
    return table.otherDependents().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .flatMap(Table.ColumnDependent::recreate)
        .orElseThrow();
  }

  private static Table table(TestDatabase database, String name) throws SQLException {
    return CatalogReaderTest.read(database, "public")
        .table(QualifiedName.of("public", name))
        .orElseThrow();
  }
}

package dev.theseus.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Grant;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.Table;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

final class CatalogReaderTest {
  @EachMajor
  void readsColumnsWithEverythingThatIsNotTheDefault(TestDatabase database) throws SQLException {
    String reader = database.role("reader");
    createItems(database, reader);
    Table items = read(database, "public").table(name("public", "items")).orElseThrow();

    assertThat(items.columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "id bigint",
            "number integer",
            "price \"numeric\"(10,2)",
            "at timestamp(3) with time zone",
            "key \"uuid\"",
            "noise double precision",
            "name character varying(20)",
            "doc \"text\"",
            "tint \"public\".\"Colour\"[]",
            "double_price \"numeric\"",
            "span interval day to second(3)");
    assertThat(items.columns().getFirst().number()).isEqualTo(2);
    assertThat(column(items, "id").identity()).isEqualTo(Column.Identity.ALWAYS);
    assertThat(column(items, "id").ownedSequence()).contains(name("public", "items_id_seq"));
    assertThat(column(items, "number").ownedSequence())
        .contains(name("public", "items_number_seq"));
    assertThat(column(items, "number").defaultValue())
        .hasToString(
            "Value[expression=nextval('public.items_number_seq'::regclass), volatile_=true]");
    assertThat(column(items, "price").notNull()).isTrue();
    assertThat(column(items, "price").defaultValue())
        .hasToString("Value[expression=0, volatile_=false]");
    assertThat(column(items, "at").defaultValue())
        .hasToString("Value[expression=now(), volatile_=false]");
    assertThat(column(items, "key").defaultValue())
        .hasToString("Value[expression=gen_random_uuid(), volatile_=true]");
    assertThat(column(items, "noise").defaultValue())
        .isInstanceOfSatisfying(
            Column.Default.Value.class, value -> assertThat(value.volatile_()).isTrue());
    assertThat(column(items, "name").collation()).contains(name("pg_catalog", "C"));
    assertThat(column(items, "double_price").defaultValue())
        .hasToString("Generated[expression=(price * (2)::numeric), stored=true]");
    Column plain = column(items, "span");
    assertThat(plain)
        .isEqualTo(
            Column.plain(plain.name(), plain.number(), PgTypes.of("interval day to second(3)")));
  }

  @EachMajor
  void readsStorageStatisticsAndPrivilegesOfColumns(TestDatabase database) throws SQLException {
    String reader = database.role("reader");
    createItems(database, reader);

    Table items = read(database, "public").table(name("public", "items")).orElseThrow();

    Column doc = column(items, "doc");
    assertThat(doc.storage()).contains("e");
    assertThat(doc.compression()).contains("p");
    assertThat(doc.statisticsTarget()).contains(500);
    assertThat(doc.options()).containsExactly("n_distinct=7");
    assertThat(doc.comment()).contains("It's a doc");
    assertThat(doc.grants())
        .containsExactly(new Grant("SELECT", Optional.of(Identifier.of(reader)), true));
    assertThat(items.otherDependents())
        .contains(
            new Table.ColumnDependent(
                "generated column",
                "double_price",
                List.of(Identifier.of("price")),
                Optional.empty()));
  }

  @EachMajor
  void readsIndexesWithTheColumnsOfExpressionsAndPredicates(TestDatabase database)
      throws SQLException {
    database.sql(
        """
        CREATE TABLE public.t (a int PRIMARY KEY, b text, c int, d int, e int);
        CREATE UNIQUE INDEX t_lower ON public.t (lower(b) DESC, a) INCLUDE (d) WHERE c > 0;
        COMMENT ON INDEX public.t_lower IS 'why';
        CREATE INDEX t_row ON public.t ((t IS NULL));
        ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_pkey;
        ALTER TABLE public.t CLUSTER ON t_pkey;
        ALTER TABLE public.t ADD CONSTRAINT t_no_overlap
          EXCLUDE USING btree (abs(e) WITH =) WHERE (c > 1);
        """);

    Table table = read(database, "public").table(name("public", "t")).orElseThrow();

    assertThat(index(table, "t_pkey"))
        .isEqualTo(
            new Index(
                name("public", "t_pkey"),
                true,
                true,
                true,
                true,
                true,
                List.of(Identifier.of("a")),
                "CREATE UNIQUE INDEX t_pkey ON public.t USING btree (a)",
                Optional.of(Identifier.of("t_pkey")),
                Optional.empty()));
    Index lower = index(table, "t_lower");
    assertThat(lower.columns()).map(Identifier::name).containsExactly("a", "d", "b", "c");
    assertThat(lower.definition())
        .isEqualTo(
            "CREATE UNIQUE INDEX t_lower ON public.t USING btree (lower(b) DESC, a)"
                + " INCLUDE (d) WHERE (c > 0)");
    assertThat(lower.comment()).contains("why");
    assertThat(index(table, "t_row").columns()).hasSize(5);
    assertThat(constraint(table, "t_no_overlap").columns())
        .map(Identifier::name)
        .containsExactly("c", "e");
  }

  @EachMajor
  void readsConstraintsFromBothSides(TestDatabase database) throws SQLException {
    database.sql(
        """
        CREATE SCHEMA other;
        CREATE TABLE public.parent (x int, y int, CONSTRAINT parent_key UNIQUE (y, x));
        CREATE TABLE other.child (id int NOT NULL, px int, py int, total int,
          CONSTRAINT positive CHECK (total > 0 AND id > 0),
          CONSTRAINT whole CHECK (child IS NOT NULL),
          CONSTRAINT child_parent FOREIGN KEY (py, px) REFERENCES public.parent (y, x)
            ON DELETE CASCADE);
        ALTER TABLE other.child ADD CONSTRAINT late CHECK (px > 0) NOT VALID;
        COMMENT ON CONSTRAINT late ON other.child IS 'soon';
        """);

    Catalog catalog = read(database, "other");
    Table child = catalog.table(name("other", "child")).orElseThrow();
    Constraint key = constraint(child, "child_parent");

    assertThat(catalog.tables()).hasSize(1);
    assertThat(constraint(child, "positive").columns())
        .map(Identifier::name)
        .containsExactlyInAnyOrder("id", "total");
    assertThat(constraint(child, "whole").columns()).hasSize(4);
    assertThat(constraint(child, "late").validated()).isFalse();
    assertThat(constraint(child, "late").definition()).isEqualTo("CHECK ((px > 0)) NOT VALID");
    assertThat(constraint(child, "late").comment()).contains("soon");
    assertThat(key.definition())
        .isEqualTo("FOREIGN KEY (py, px) REFERENCES public.parent(y, x) ON DELETE CASCADE");
    assertThat(key.target())
        .contains(
            new Constraint.Target(
                name("public", "parent"),
                List.of(Identifier.of("y"), Identifier.of("x")),
                Optional.of(Identifier.of("parent_key"))));
    assertThat(read(database, "public").table(name("public", "parent")).orElseThrow())
        .satisfies(
            parent -> {
              assertThat(parent.referencedBy()).containsExactly(key);
              assertThat(constraint(parent, "parent_key").index())
                  .contains(Identifier.of("parent_key"));
            });
    boolean namesNotNull = database.major() >= 18;
    assertThat(child.constraints().stream().anyMatch(one -> one.kind() == Constraint.Kind.NOT_NULL))
        .isEqualTo(namesNotNull);
  }

  @EachMajor
  void readsPartitionsAndWhatTheyInherit(TestDatabase database) throws SQLException {
    database.sql(
        """
        CREATE TABLE public.whole (id int PRIMARY KEY, n int CHECK (n > 0)) PARTITION BY RANGE (id);
        CREATE TABLE public.part PARTITION OF public.whole FOR VALUES FROM (0) TO (10);
        CREATE TABLE public.pointer (id int REFERENCES public.whole);
        """);

    Catalog catalog = read(database, "public");
    Table whole = catalog.table(name("public", "whole")).orElseThrow();
    Table part = catalog.table(name("public", "part")).orElseThrow();
    Table pointer = catalog.table(name("public", "pointer")).orElseThrow();

    assertThat(whole.kind()).isEqualTo(Table.Kind.PARTITIONED);
    assertThat(part.kind()).isEqualTo(Table.Kind.PARTITION);
    assertThat(constraint(whole, "whole_n_check").inherited()).isFalse();
    assertThat(constraint(part, "whole_n_check").inherited()).isTrue();
    assertThat(pointer.constraints())
        .singleElement()
        .satisfies(key -> assertThat(key.target().orElseThrow().table()).isEqualTo(whole.name()));
    assertThat(part.referencedBy()).allMatch(Constraint::inherited);
    assertThat(whole.otherDependents())
        .contains(
            new Table.ColumnDependent(
                "partition key", "RANGE (id)", List.of(Identifier.of("id")), Optional.empty()));
    assertThat(part.otherDependents())
        .extracting(Table.ColumnDependent::kind, Table.ColumnDependent::name)
        .contains(tuple("parent table", "public.whole"));
  }

  @EachMajor
  void leavesTheConnectionAsItWas(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = public");
      statement.execute("SET TIME ZONE 'Asia/Tokyo'");

      new CatalogReader().read(connection, Set.of(Identifier.of("public")));

      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(
              one(
                  statement,
                  "SELECT concat_ws(' ', current_setting('search_path'),"
                      + " current_setting('timezone'), current_setting('lock_timeout'),"
                      + " current_setting('transaction_read_only'))"))
          .isEqualTo("public Asia/Tokyo 0 off");
      connection.setAutoCommit(false);
      assertThatThrownBy(
              () -> new CatalogReader().read(connection, Set.of(Identifier.of("public"))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @EachMajor
  void needsNoRightsOnTheTables(TestDatabase database) throws SQLException {
    String stranger = database.role("stranger");
    database.sql(
        "CREATE SCHEMA hidden",
        "CREATE TABLE hidden.secret (id int PRIMARY KEY, n int DEFAULT 1 CHECK (n > 0))",
        "CREATE VIEW hidden.shown AS SELECT id FROM hidden.secret");
    Catalog asOwner = read(database, "hidden");

    try (Connection connection = database.connect(stranger)) {
      Catalog asStranger = new CatalogReader().read(connection, Set.of(Identifier.of("hidden")));

      assertThat(asStranger).isEqualTo(asOwner);
      assertThat(asStranger.relations())
          .map(QualifiedName::toString)
          .containsExactlyInAnyOrder("hidden.secret", "hidden.secret_pkey", "hidden.shown");
    }
  }

  @EachMajor
  void readsThousandsOfTablesInSeconds(TestDatabase database) throws SQLException {
    database.sql(
        """
        DO $$ BEGIN
          FOR i IN 1..600 LOOP
            EXECUTE format('CREATE TABLE public.t%s (id bigint PRIMARY KEY, a text DEFAULT now(),'
              ' b int CHECK (b > 0), c int REFERENCES public.t1)', i);
            EXECUTE format('CREATE VIEW public.v%s AS SELECT a, b FROM public.t%s', i, i);
          END LOOP;
        END $$
        """
            .replace("FOR i IN", "CREATE TABLE public.t0 (id bigint PRIMARY KEY); FOR i IN")
            .replace("REFERENCES public.t1", "REFERENCES public.t0"));
    long start = System.nanoTime();

    Catalog catalog = read(database, "public");

    assertThat(catalog.tables()).hasSize(601);
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  private static void createItems(TestDatabase database, String reader) {
    database.sql(
        """
        CREATE TYPE public."Colour" AS ENUM ('red');
        CREATE TABLE public.items (
          gone int,
          id bigint GENERATED ALWAYS AS IDENTITY,
          number serial,
          price numeric(10,2) DEFAULT 0 NOT NULL,
          at timestamptz(3) DEFAULT now(),
          key uuid DEFAULT gen_random_uuid(),
          noise double precision DEFAULT random() * 2,
          name varchar(20) COLLATE "C",
          doc text,
          tint public."Colour"[],
          double_price numeric GENERATED ALWAYS AS (price * 2) STORED,
          span interval day to second(3)
        );
        ALTER TABLE public.items DROP COLUMN gone;
        ALTER TABLE public.items ALTER COLUMN doc SET STORAGE EXTERNAL,
          ALTER COLUMN doc SET COMPRESSION pglz,
          ALTER COLUMN doc SET STATISTICS 500,
          ALTER COLUMN doc SET (n_distinct = 7);
        COMMENT ON COLUMN public.items.doc IS 'It''s a doc';
        GRANT SELECT (doc) ON public.items TO ROLE_NAME WITH GRANT OPTION;
        """
            .replace("ROLE_NAME", quoted(reader)));
  }

  static Catalog read(TestDatabase database, String... schemas) throws SQLException {
    try (Connection connection = database.connect()) {
      return new CatalogReader()
          .read(
              connection,
              List.of(schemas).stream().map(Identifier::of).collect(Collectors.toSet()));
    }
  }

  static QualifiedName name(String schema, String name) {
    return QualifiedName.of(schema, name);
  }

  static String quoted(String role) {
    return Identifier.of(role).quoted();
  }

  private static Column column(Table table, String name) {
    return table.column(Identifier.of(name)).orElseThrow();
  }

  private static Index index(Table table, String name) {
    return table.index(Identifier.of(name)).orElseThrow();
  }

  private static Constraint constraint(Table table, String name) {
    return table.constraint(Identifier.of(name)).orElseThrow();
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (java.sql.ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}

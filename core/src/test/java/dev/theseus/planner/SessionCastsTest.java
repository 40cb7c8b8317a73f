package dev.theseus.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.catalog.PgTypes;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of casts against what a server does under different settings.
@Tag("postgres")
class SessionCastsTest {
  private static final TypeFacts NONE =
      new TypeFacts(Map.of(), Set.of(), Set.of(), Map.of(), Map.of(), Set.of());

  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("boolean", "true"),
          Map.entry("smallint", "7"),
          Map.entry("integer", "7"),
          Map.entry("bigint", "7"),
          Map.entry("numeric", "7.25"),
          Map.entry("real", "0.3333333"),
          Map.entry("double precision", "0.3333333333333333"),
          Map.entry("uuid", "00000000-0000-0000-0000-000000000007"),
          Map.entry("inet", "10.0.0.1"),
          Map.entry("cidr", "10.0.0.0/8"),
          Map.entry("macaddr", "08:00:2b:01:02:03"),
          Map.entry("bit(3)", "101"),
          Map.entry("bit varying", "101"),
          Map.entry("json", "{\"a\": 1}"),
          Map.entry("jsonb", "{\"a\": 1}"),
          Map.entry("xml", "<a/>"),
          Map.entry("bytea", "\\x0102ff"),
          Map.entry("date", "2020-02-03"),
          Map.entry("timestamp", "2020-02-03 01:30:00.5"),
          Map.entry("timestamptz", "2020-02-03 20:30:00.5+00"),
          Map.entry("time", "01:30:00"),
          Map.entry("timetz", "01:30:00+05"),
          Map.entry("interval", "1 mon -2 days 03:00"),
          Map.entry("point", "(0.3333333333333333,3)"),
          Map.entry("box", "(0.3333333333333333,3),(0,0)"),
          Map.entry("circle", "<(0.3333333333333333,3),1>"),
          Map.entry("int4range", "[1,4)"),
          Map.entry("daterange", "[2020-02-03,2020-02-05)"),
          Map.entry("tsrange", "[2020-02-03 01:00,2020-02-05 01:00)"),
          Map.entry("tstzrange", "[2020-02-03 01:00+00,2020-02-05 01:00+00)"),
          Map.entry("tsvector", "'a':1 'b':2"),
          Map.entry("regtype", "public.mine"));

  private static final String NOT_CAST = "42846|22...";

  /// The driver itself would refuse another DateStyle, so each runs inside a function.
  private static final String SETTINGS =
      """
      CREATE FUNCTION public.here(sql text) RETURNS void LANGUAGE plpgsql
        SET DateStyle = 'ISO, YMD' SET TimeZone = 'UTC' SET IntervalStyle = postgres
        SET bytea_output = hex SET extra_float_digits = 1 SET search_path = public
        AS $$ BEGIN EXECUTE sql; END $$;
      CREATE FUNCTION public.there(sql text) RETURNS void LANGUAGE plpgsql
        SET DateStyle = 'German, DMY' SET TimeZone = 'Pacific/Auckland'
        SET IntervalStyle = sql_standard SET bytea_output = escape
        SET extra_float_digits = -5 SET search_path = pg_catalog
        AS $$ BEGIN EXECUTE sql; END $$;
      CREATE TYPE public.mine AS ENUM ('a');
      CREATE TABLE public.v ();
      """;

  /// Every pair of these types that PostgreSQL casts at all.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void areThoseThatAServerGivesDifferently(int major) throws SQLException {
    Set<String> differing = new TreeSet<>();
    Set<String> told = new TreeSet<>();
    try (TestDatabase database = TestServers.database(major);
        Connection connection = database.connect()) {
      database.sql(SETTINGS);
      List<String> targets = new ArrayList<>(VALUES.keySet());
      targets.addAll(List.of("text", "varchar", "char(40)"));
      for (String from : VALUES.keySet()) {
        database.sql(
            "ALTER TABLE public.v ADD COLUMN \"%s\" %s DEFAULT '%s'"
                .formatted(from, from, VALUES.get(from).replace("'", "''")));
      }
      database.sql("INSERT INTO public.v DEFAULT VALUES");
      for (String from : VALUES.keySet()) {
        for (String to : targets) {
          if (!from.equals(to) && differs(connection, from, to)) {
            differing.add(from + " to " + to);
          }
          if (SessionCasts.settings(PgTypes.of(from), PgTypes.of(to), NONE).isPresent()) {
            told.add(from + " to " + to);
          }
        }
      }
    }
    assertThat(told).isEqualTo(differing);
  }

  private static boolean differs(Connection connection, String from, String to)
      throws SQLException {
    return !cast(connection, "here", from, to).equals(cast(connection, "there", from, to));
  }

  /// What the server stores, written out in the same way for both.
  private static String cast(Connection connection, String where, String from, String to)
      throws SQLException {
    String work =
        "CREATE TEMP TABLE answer AS SELECT CAST(\"%s\" AS %s) AS v FROM public.v"
            .formatted(from, to);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS answer");
      statement.execute("SELECT public.%s('%s')".formatted(where, work));
      try (ResultSet row = statement.executeQuery("SELECT v::text FROM answer")) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).matches(NOT_CAST);
      return "no cast";
    }
  }
}

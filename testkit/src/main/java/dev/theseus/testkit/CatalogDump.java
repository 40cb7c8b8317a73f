package dev.theseus.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything the catalog says about a database that a migration must not lose, as sorted lines of
/// one fact each.
///
/// The position of columns is no fact, nor is anything that differs from run to run, such as object
/// numbers, file names or the current value of a sequence. Left out are PostgreSQL's own schemas,
/// members of extensions, and the schema `theseus`. Names are qualified. Two dumps are equal when
/// the databases are equivalent; [#changesTo] says where they differ.
///
/// **Locks**: `ACCESS SHARE` on the catalog only.
///
/// @param facts the lines, sorted, each once
public record CatalogDump(List<String> facts) {
  private static final Pattern HEADING =
      Pattern.compile("--- (?<name>[^\\[]*?)(?: \\[(?<from>\\d*)\\.\\.(?<to>\\d*)])?");
  private static final List<Query> QUERIES = read();

  public CatalogDump {
    facts = List.copyOf(facts);
  }

  /// Dumps the database of a connection, which is left as it was, inside a transaction or not.
  ///
  /// @param excludedSchemas raw names of schemas to leave out as well, for example those of
  ///   versions
  public static CatalogDump of(Connection connection, String... excludedSchemas)
      throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    SortedSet<String> facts = new TreeSet<>();
    try (Statement statement = connection.createStatement()) {
      String before = searchPath(statement);
      setSearchPath(connection, "");
      try {
        exclude(connection, excludedSchemas);
        for (Query query : QUERIES) {
          if (query.from() <= major && major <= query.to()) {
            addFacts(statement, query, facts);
          }
        }
      } finally {
        setSearchPath(connection, before);
      }
    }
    return new CatalogDump(List.copyOf(facts));
  }

  /// Dumps a test's database as superuser.
  public static CatalogDump of(TestDatabase database, String... excludedSchemas) {
    try (Connection connection = database.connect()) {
      return of(connection, excludedSchemas);
    } catch (SQLException e) {
      throw new StatementFailed("the dump of the catalog", e);
    }
  }

  /// What to take away (`- `) and to add (`+ `) to get from this dump to the other; empty when they
  /// are equal.
  public List<String> changesTo(CatalogDump other) {
    return Stream.concat(
            facts.stream().filter(fact -> !other.facts.contains(fact)).map(fact -> "- " + fact),
            other.facts.stream().filter(fact -> !facts.contains(fact)).map(fact -> "+ " + fact))
        .toList();
  }

  @Override
  public String toString() {
    return String.join("\n", facts);
  }

  private record Query(String name, int from, int to, String sql) {}

  private static void addFacts(Statement statement, Query query, SortedSet<String> facts)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query.sql())) {
      while (rows.next()) {
        String fact = rows.getString(1);
        if (fact == null) {
          throw new IllegalStateException("the query for " + query.name() + " answers null");
        }
        facts.add(fact.replace("\n", "\\n"));
      }
    } catch (SQLException e) {
      throw new SQLException("in the query for " + query.name(), e.getSQLState(), e);
    }
  }

  private static String searchPath(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SHOW search_path")) {
      row.next();
      return Objects.requireNonNull(row.getString(1), "search_path");
    }
  }

  private static void setSearchPath(Connection connection, String path) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("SELECT set_config('search_path', ?, false)")) {
      set.setString(1, path);
      set.execute();
    }
  }

  private static void exclude(Connection connection, String... schemas) throws SQLException {
    String[] all = Arrays.copyOf(schemas, schemas.length + 1);
    all[schemas.length] = "theseus";
    try (PreparedStatement set =
        connection.prepareStatement(
            """
            SELECT set_config('catalog_dump.excluded', array_agg(quote_ident(name))::text, false)
            FROM unnest(?::text[]) name
            """)) {
      set.setArray(1, connection.createArrayOf("text", all));
      set.execute();
    }
  }

  private static List<Query> read() {
    List<Query> queries = new ArrayList<>();
    for (String part : resource().split("(?m)^(?=--- )", -1)) {
      int lineEnd = part.indexOf('\n');
      Matcher heading = HEADING.matcher(part.substring(0, Math.max(0, lineEnd)));
      if (heading.matches()) {
        queries.add(
            new Query(
                heading.group("name"),
                number(heading.group("from"), 0),
                number(heading.group("to"), Integer.MAX_VALUE),
                part.substring(lineEnd)));
      }
    }
    return List.copyOf(queries);
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  private static String resource() {
    try (InputStream file = CatalogDump.class.getResourceAsStream("catalog-dump.sql")) {
      byte[] bytes = Objects.requireNonNull(file, "catalog-dump.sql is missing").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.theseus.internal.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.UserFunction;
import dev.theseus.check.effect.UserType;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The catalog of a connected server, read relation by relation as it is asked for, and remembered
/// until [#forget]. Takes ACCESS SHARE on the catalogs only. Not thread-safe.
public final class LiveCatalog implements CatalogView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RELATION = resource("relation.sql");

  /// What most relations have none of: a table they stand on, others above or below them.
  private static final String FAMILY = resource("family.sql");

  private static final String TYPE = resource("type.sql");

  private static final String FUNCTION =
      """
      SELECT json_build_object(
        'volatile', p.provolatile = 'v',
        'body', CASE WHEN l.lanname = 'sql' THEN p.prosrc ELSE '' END)::text
      FROM pg_proc p
      JOIN pg_language l ON l.oid = p.prolang
      WHERE p.proname = ? AND p.prokind IN ('f', 'w')
      ORDER BY p.provolatile <> 'v'
      LIMIT 1
      """;

  private static final String CODE =
      """
      SELECT to_json(EXISTS (
        SELECT FROM pg_proc WHERE oid >= 16384 AND prolang NOT IN (12, 13)))::text
      """;

  private final Connection connection;
  private final RelationMemory relations = new RelationMemory();
  private final Map<QualifiedName, Optional<UserType>> types = new HashMap<>();
  private final Map<String, Optional<UserFunction>> functions = new HashMap<>();
  private final Map<String, QualifiedName> resolved = new HashMap<>();

  /// Built-in types as the server spells them, which columns have again and again.
  private final Map<String, PgType> spelled = new HashMap<>();

  private final boolean complete;
  private final Set<QualifiedName> made = new HashSet<>();
  private List<String> path = List.of();
  private Optional<Boolean> code = Optional.empty();

  /// The database that is meant, with all that is in it.
  ///
  /// @param connection stays the caller's; its transaction is what is seen
  public LiveCatalog(Connection connection) {
    this(connection, true);
  }

  private LiveCatalog(Connection connection, boolean complete) {
    this.connection = connection;
    this.complete = complete;
  }

  /// A scratch database: what the files did not make, the database that is meant may have all the
  /// same.
  static LiveCatalog ofScratch(Connection connection) {
    return new LiveCatalog(connection, false);
  }

  /// The files made such a relation. When it is not there any more, it is gone.
  void made(QualifiedName name) {
    made.add(name);
  }

  /// The files make such a relation. Where the server could not follow, it may be there elsewhere.
  void meant(QualifiedName name) {
    if (relation(name).isPresent()) {
      made.add(name);
    } else {
      made.remove(name);
    }
  }

  Set<QualifiedName> made() {
    return Set.copyOf(made);
  }

  /// What the files made since was taken back; what is still there they made all the same.
  void takenBack(Set<QualifiedName> before) {
    made.removeIf(name -> !before.contains(name) && relation(name).isEmpty());
    made.addAll(before);
  }

  /// Asks anew for what a change may have reached.
  void forget(Reach reach) {
    relations.forget(reach);
    types
        .entrySet()
        .removeIf(
            type ->
                type.getValue().isPresent() || reach.names().contains(type.getKey().name().name()));
    resolved.clear();
  }

  /// Asks the server anew from now on.
  public void forget() {
    relations.clear();
    types.clear();
    functions.clear();
    resolved.clear();
    code = code.filter(found -> found);
  }

  /// Whether there are functions beside the built-in ones, other than those in C that come with
  /// extensions and range types: a statement may then run one without naming it, as a trigger or a
  /// default, and change anything.
  boolean hasCode() {
    if (code.isEmpty()) {
      code = Optional.of(first(CODE).asBoolean());
    }
    return code.get();
  }

  /// Asks for the search path anew too.
  public void forgetPath() {
    forget();
    path = List.of();
  }

  @Override
  public boolean known() {
    return true;
  }

  @Override
  public Optional<Relation> relation(QualifiedName name) {
    return relations.get(name, this::read);
  }

  @Override
  public boolean absent(QualifiedName name) {
    return (complete || made.contains(name)) && relation(name).isEmpty();
  }

  @Override
  public boolean hasAllPartitions() {
    return complete;
  }

  boolean remembers(QualifiedName name) {
    return relations.has(name);
  }

  /// What was read elsewhere in the same database.
  void learn(Map<QualifiedName, Optional<Relation>> read) {
    read.forEach((name, relation) -> relations.get(name, unread -> relation));
  }

  /// The relation as it is now, remembered by nobody.
  Optional<Relation> read(QualifiedName name) {
    String plain = name.name().name();
    String schema = name.schema().name();
    JsonNode row = first(RELATION, plain, schema);
    boolean alone = !row.path("family").asBoolean();
    return RelationJson.read(row, alone ? row : first(FAMILY, plain, schema), this::spelled);
  }

  private PgType spelled(String type) {
    return spelled.computeIfAbsent(type, PgTypes::of);
  }

  @Override
  public Optional<UserType> type(QualifiedName name) {
    Optional<UserType> seen = types.get(name);
    if (seen == null) {
      seen = readType(name);
      types.put(name, seen);
    }
    return seen;
  }

  @Override
  public Optional<UserFunction> function(String name) {
    Optional<UserFunction> seen = functions.get(name);
    if (seen == null) {
      JsonNode found = first(FUNCTION, name);
      seen =
          found.isMissingNode()
              ? Optional.empty()
              : Optional.of(
                  new UserFunction(
                      found.path("volatile").asBoolean(), found.path("body").asText("")));
      functions.put(name, seen);
    }
    return seen;
  }

  @Override
  public QualifiedName resolve(String schema, String name) {
    if (!schema.isEmpty()) {
      return QualifiedName.of(schema, name);
    }
    List<String> schemas = path();
    if (schemas.size() == 1) {
      return QualifiedName.of(schemas.getFirst(), name);
    }
    return resolved.computeIfAbsent(name, this::throughPath);
  }

  void learnPath() {
    path();
  }

  /// Whether both look in the same schemas, as far as that is known.
  boolean hasPathOf(LiveCatalog other) {
    return !path.isEmpty() && path.equals(other.path);
  }

  /// What a name means, where no look at the database is necessary to tell.
  Optional<QualifiedName> plainly(String schema, String name) {
    return schema.isEmpty() && path.size() != 1
        ? Optional.empty()
        : Optional.of(QualifiedName.of(schema.isEmpty() ? path.getFirst() : schema, name));
  }

  /// The schemas that exist of the search path, without `pg_catalog`.
  private List<String> path() {
    if (path.isEmpty()) {
      List<String> schemas = new ArrayList<>();
      first("SELECT to_json(current_schemas(true))::text")
          .forEach(schema -> schemas.add(schema.asText()));
      schemas.remove("pg_catalog");
      path = schemas.isEmpty() ? List.of("public") : List.copyOf(schemas);
    }
    return path;
  }

  private QualifiedName throughPath(String name) {
    JsonNode found =
        first(
            """
            SELECT to_json(coalesce(
              (
                SELECT n.nspname
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = to_regclass(quote_ident(?))
              ),
              (
                SELECT n.nspname
                FROM pg_type t
                JOIN pg_namespace n ON n.oid = t.typnamespace
                WHERE t.oid = to_regtype(quote_ident(?)) AND n.nspname <> 'pg_catalog'
              ),
              current_schema(),
              'public'))::text
            """,
            name,
            name);
    return QualifiedName.of(found.asText("public"), name);
  }

  @Override
  public List<QualifiedName> in(Identifier schema) {
    List<QualifiedName> names = new ArrayList<>();
    JsonNode found =
        first(
            """
            SELECT coalesce(json_agg(c.relname), '[]')::text
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
            """,
            schema.name());
    found.forEach(name -> names.add(new QualifiedName(schema, Identifier.of(name.asText()))));
    return names;
  }

  @Override
  public String partitionKey(QualifiedName table) {
    JsonNode found =
        first(
            """
            SELECT to_json(a.attname)::text
            FROM pg_partitioned_table p
            JOIN pg_class c ON c.oid = p.partrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
            WHERE c.relname = ? AND n.nspname = ? AND p.partnatts = 1
            """,
            table.name().name(),
            table.schema().name());
    return found.asText("");
  }

  @Override
  public boolean hasRowTrigger(QualifiedName table, String trigger, boolean internal) {
    return first(
            """
            SELECT to_json(true)::text
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = ? AND n.nspname = ? AND ? IN ('', t.tgname)
              AND t.tgtype & 1 = 1 AND (?::boolean OR NOT t.tgisinternal)
            LIMIT 1
            """,
            table.name().name(),
            table.schema().name(),
            trigger,
            String.valueOf(internal))
        .asBoolean();
  }

  @Override
  public List<QualifiedName> readBy(QualifiedName view) {
    return RelationJson.names(
        first(
            """
            SELECT coalesce(json_agg(DISTINCT jsonb_build_array(xn.nspname, x.relname)), '[]')::text
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_rewrite r ON r.ev_class = c.oid
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            JOIN pg_class x ON d.refclassid = 'pg_class'::regclass AND x.oid = d.refobjid
            JOIN pg_namespace xn ON xn.oid = x.relnamespace
            WHERE c.relname = ? AND n.nspname = ? AND x.oid <> c.oid
            """,
            view.name().name(),
            view.schema().name()));
  }

  @Override
  public Optional<QualifiedName> tableOfStatistics(QualifiedName statistics) {
    return RelationJson.names(
            first(
                """
                SELECT json_build_array(json_build_array(n.nspname, c.relname))::text
                FROM pg_statistic_ext s
                JOIN pg_class c ON c.oid = s.stxrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE s.stxname = ?
                """,
                statistics.name().name()))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<List<QualifiedName>> usingExtension(String extension) {
    JsonNode found =
        first(
            """
            SELECT coalesce(
              json_agg(DISTINCT jsonb_build_array(n.nspname, c.relname))
                FILTER (WHERE c.oid IS NOT NULL),
              '[]')::text
            FROM pg_extension e
            LEFT JOIN pg_depend d
              ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
                AND d.classid = 'pg_type'::regclass AND d.deptype = 'e'
            LEFT JOIN pg_type t ON t.oid = d.objid OR (t.typelem = d.objid AND t.typcategory = 'A')
            LEFT JOIN pg_attribute a ON a.atttypid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm', 'f')
            LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE e.extname = ?
            GROUP BY e.oid
            """,
            extension);
    return found.isMissingNode() ? Optional.empty() : Optional.of(RelationJson.names(found));
  }

  @Override
  public List<QualifiedName> readersOf(QualifiedName table, String column) {
    return RelationJson.names(
        first(
            """
            SELECT coalesce(json_agg(DISTINCT jsonb_build_array(xn.nspname, x.relname)), '[]')::text
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid
            JOIN pg_depend d
              ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
            JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
            JOIN pg_class x ON x.oid = r.ev_class AND x.oid <> c.oid
            JOIN pg_namespace xn ON xn.oid = x.relnamespace
            WHERE c.relname = ? AND n.nspname = ? AND a.attname = ?
            """,
            table.name().name(),
            table.schema().name(),
            column));
  }

  private Optional<UserType> readType(QualifiedName name) {
    try (PreparedStatement query = connection.prepareStatement(TYPE)) {
      query.setString(1, name.name().name());
      query.setString(2, name.schema().name());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(type(name, row)) : Optional.empty();
      }
    } catch (SQLException | JsonProcessingException e) {
      throw failure(e);
    }
  }

  private static UserType type(QualifiedName name, ResultSet row)
      throws SQLException, JsonProcessingException {
    UserType.Kind kind =
        switch (text(row, "kind")) {
          case "d" -> UserType.Kind.DOMAIN;
          case "e" -> UserType.Kind.ENUM;
          case "c" -> UserType.Kind.COMPOSITE;
          case "r" -> UserType.Kind.RANGE;
          default -> UserType.Kind.OTHER;
        };
    PgType own = new PgType(Optional.of(name.schema()), name.name(), List.of(), 0);
    return new UserType(
        name,
        kind,
        kind == UserType.Kind.DOMAIN ? PgTypes.of(text(row, "base")) : own,
        row.getBoolean("constrained"),
        text(row, "defaulted"),
        RelationJson.names(JSON.readTree(text(row, "used"))));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  /// The first value of the first row as JSON; a missing node if there is none.
  private JsonNode first(String sql, String... values) {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setString(i + 1, values[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        return JSON.readTree(row.next() ? Objects.requireNonNullElse(row.getString(1), "") : "");
      }
    } catch (SQLException | JsonProcessingException e) {
      throw failure(e);
    }
  }

  private static DatabaseFailure failure(Exception cause) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.DATABASE_ERROR,
            "the catalog cannot be read: " + cause.getMessage(),
            "while checking",
            "see the server's log and try again"),
        cause);
  }

  private static String resource(String name) {
    try (InputStream in = LiveCatalog.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Writes a [Catalog] down in code, for planning without a server:
///
/// ```java
/// CatalogFixture.catalog(18)
///     .table("products")
///     .column("id", "bigint").notNull()
///     .column("price", "numeric(10,2)").defaultValue("0")
///     .primaryKey("id")
///     .index("products_price_idx", "price")
///     .build()
/// ```
///
/// Names are raw and stand in schema `public` unless [#tableIn] gives another. Types are SQL. The
/// built-in casts, volatile functions and types without equality are those of a real PostgreSQL 18.
public final class CatalogFixture {
  private final ServerVersion server;
  private final Map<QualifiedName, TableFixture> tables = new LinkedHashMap<>();
  private final Set<QualifiedName> relations = new HashSet<>();
  private final Map<Identifier, String> schemas = new HashMap<>();
  private final Map<TypeFacts.Pair, TypeFacts.Cast> casts = new HashMap<>(builtInCasts());
  private final Set<String> volatileFunctions =
      new HashSet<>(
          List.of(
              "clock_timestamp",
              "gen_random_uuid",
              "lastval",
              "nextval",
              "pg_sleep",
              "random",
              "setseed",
              "setval",
              "timeofday",
              "txid_current",
              "uuidv4",
              "uuidv7"));
  private final Set<String> constrainedDomains = new HashSet<>();
  private final Map<String, PgType> domains = new HashMap<>();
  private final Set<String> withoutEquality =
      new HashSet<>(
          List.of(
              "box",
              "cid",
              "circle",
              "json",
              "jsonpath",
              "line",
              "lseg",
              "path",
              "point",
              "polygon",
              "xml"));

  private CatalogFixture(ServerVersion server) {
    this.server = server;
  }

  /// An empty catalog of this major version.
  public static CatalogFixture catalog(int major) {
    return new CatalogFixture(ServerVersion.ofMajor(major));
  }

  /// Begins a table in `public`; what follows describes it.
  public TableFixture table(String name) {
    return tableIn("public", name);
  }

  /// Begins a table in another schema.
  public TableFixture tableIn(String schema, String name) {
    QualifiedName qualified = QualifiedName.of(schema, name);
    TableFixture table = new TableFixture(this, qualified, 16_384L + tables.size());
    if (tables.put(qualified, table) != null) {
      throw new IllegalArgumentException("the catalog already has a table " + qualified);
    }
    relations.add(qualified);
    return table;
  }

  /// A name in `public` that is taken by something that is no table.
  public CatalogFixture relation(String name) {
    relations.add(QualifiedName.of("public", name));
    return this;
  }

  /// A schema with its comment; those of tables need not be named.
  public CatalogFixture schema(String name, String comment) {
    schemas.put(Identifier.of(name), comment);
    return this;
  }

  public CatalogFixture volatileFunction(String name) {
    volatileFunctions.add(name);
    return this;
  }

  /// A domain; `constrained` when it has a CHECK or NOT NULL.
  public CatalogFixture domain(String name, String base, boolean constrained) {
    String text = PgTypes.of(name).toString();
    domains.put(text, PgTypes.of(base));
    if (constrained) {
      constrainedDomains.add(text);
    }
    return this;
  }

  public CatalogFixture cast(
      String source, String target, TypeFacts.Method method, TypeFacts.Context context) {
    casts.put(
        new TypeFacts.Pair(PgTypes.of(source).toString(), PgTypes.of(target).toString()),
        new TypeFacts.Cast(method, context));
    return this;
  }

  public CatalogFixture withoutEquality(String type) {
    withoutEquality.add(PgTypes.of(type).withoutModifiers().toString());
    return this;
  }

  public Catalog build() {
    Map<QualifiedName, List<Constraint>> referencedBy = new HashMap<>();
    for (TableFixture table : tables.values()) {
      for (Constraint constraint : table.constraints()) {
        constraint
            .target()
            .ifPresent(
                target ->
                    referencedBy
                        .computeIfAbsent(target.table(), ignored -> new ArrayList<>())
                        .add(constraint));
      }
    }
    Map<QualifiedName, Table> built = new LinkedHashMap<>();
    tables.forEach(
        (name, table) -> built.put(name, table.table(referencedBy.getOrDefault(name, List.of()))));
    return new Catalog(
        server,
        built,
        relations,
        schemas,
        new TypeFacts(
            casts, volatileFunctions, constrainedDomains, domains, Map.of(), withoutEquality));
  }

  void taken(QualifiedName relation) {
    relations.add(relation);
  }

  boolean isVolatile(String expression) {
    return volatileFunctions.stream().anyMatch(name -> expression.contains(name + "("));
  }

  static List<Identifier> identifiers(List<String> names) {
    return names.stream().map(Identifier::of).toList();
  }

  private static Map<TypeFacts.Pair, TypeFacts.Cast> builtInCasts() {
    Map<TypeFacts.Pair, TypeFacts.Cast> casts = new HashMap<>();
    try (InputStream in = CatalogFixture.class.getResourceAsStream("built-in-casts.tsv");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, "built-in-casts.tsv"), StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        List<String> fields = List.of(line.split("\t", -1));
        casts.put(
            new TypeFacts.Pair(
                PgTypes.of(fields.get(0)).toString(), PgTypes.of(fields.get(1)).toString()),
            new TypeFacts.Cast(
                TypeFacts.Method.valueOf(fields.get(2)), TypeFacts.Context.valueOf(fields.get(3))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return casts;
  }
}

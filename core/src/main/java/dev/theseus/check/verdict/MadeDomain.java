package dev.theseus.check.verdict;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.UserType;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The domain that a `CREATE DOMAIN` makes.
final class MadeDomain {
  private static final String DEFAULT = "DEFAULT";

  private MadeDomain() {}

  /// What is constrained below it is not said here: that may change later.
  ///
  /// @param catalog what is there when it is made
  static UserType of(QualifiedName name, CheckedStatement create, PlannedCatalog catalog) {
    Node tree = create.statement().tree();
    PgType base = base(tree.child("typeName"), catalog);
    boolean constrained =
        tree.list("constraints").stream().anyMatch(one -> constrains(one.text("contype")));
    // a default is copied from the domain below, once
    String defaultValue =
        ownDefault(create).or(() -> catalog.domain(base).map(UserType::defaultValue)).orElse("");
    return new UserType(name, UserType.Kind.DOMAIN, base, constrained, defaultValue, List.of());
  }

  /// Whether it is a constraint that values are held against.
  static boolean constrains(String kind) {
    return kind.equals("CONSTR_CHECK") || kind.equals("CONSTR_NOTNULL");
  }

  private static PgType base(Node type, PlannedCatalog catalog) {
    List<String> lengths =
        type.list("typmods").stream()
            .filter(one -> one.find("ival").isPresent())
            .map(one -> String.valueOf(one.child("ival").integer("ival")))
            .toList();
    List<String> names = type.strings("names");
    PgType read = PgTypes.named(names, lengths, !type.list("arrayBounds").isEmpty());
    QualifiedName resolved = catalog.resolve(names);
    return catalog.type(resolved).isPresent()
        ? new PgType(
            Optional.of(resolved.schema()), read.name(), read.modifiers(), read.dimensions())
        : read;
  }

  /// The expression; empty text for NULL, which is no default.
  private static Optional<String> ownDefault(CheckedStatement create) {
    Node tree = create.statement().tree();
    Optional<Node> given =
        tree.list("constraints").stream()
            .filter(one -> one.text("contype").equals("CONSTR_DEFAULT"))
            .findFirst();
    return given.map(
        one -> one.child("raw_expr").flag("isnull") ? "" : behind(one.location(), tree, create));
  }

  /// The expression ends where the next clause begins.
  private static String behind(int place, Node tree, CheckedStatement create) {
    String sql = create.statement().text();
    int start = create.statement().range().start();
    int end =
        Stream.concat(tree.list("constraints").stream(), tree.find("collClause").stream())
            .mapToInt(Node::location)
            .filter(other -> other > place)
            .min()
            .orElse(start + sql.length());
    return sql.substring(place - start + DEFAULT.length(), end - start)
        .strip()
        .replaceFirst(";\\s*$", "");
  }
}

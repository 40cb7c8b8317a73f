package dev.theseus.check.verdict;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.UserType;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Token;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// The domain that a `CREATE DOMAIN` makes.
final class MadeDomain {
  private MadeDomain() {}

  static UserType of(QualifiedName name, CheckedStatement create) {
    Node tree = create.statement().tree();
    List<String> kinds = tree.list("constraints").stream().map(one -> one.text("contype")).toList();
    Node type = tree.child("typeName");
    List<String> lengths =
        type.list("typmods").stream()
            .filter(one -> one.find("ival").isPresent())
            .map(one -> String.valueOf(one.child("ival").integer("ival")))
            .toList();
    PgType base =
        PgTypes.named(type.strings("names"), lengths, !type.list("arrayBounds").isEmpty());
    return new UserType(
        name,
        UserType.Kind.DOMAIN,
        base,
        kinds.contains("CONSTR_CHECK") || kinds.contains("CONSTR_NOTNULL"),
        kinds.contains("CONSTR_DEFAULT") ? behindDefault(create.statement().text()) : "",
        List.of());
  }

  /// The expression, and what may follow it.
  private static String behindDefault(String sql) {
    return Grammar.scan(sql).stream()
        .filter(token -> token.kind() == Token.Kind.WORD && token.is("default"))
        .findFirst()
        .map(token -> sql.substring(token.range().end()).strip().replaceFirst(";\\s*$", ""))
        .orElse("");
  }
}

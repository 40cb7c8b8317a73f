package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a statement that runs as written has to do with data, as far as its text tells.
///
/// @param tree of the statement
record WrittenData(DirectStatement direct, Node tree) {
  private static final Set<String> DATA =
      Set.of(
          "insert",
          "update",
          "delete",
          "merge",
          "truncate",
          "copy",
          "select",
          "call",
          "do",
          "create table as",
          "create materialized view",
          "refresh materialized view");

  private static final Set<String> OPAQUE = Set.of("select", "call", "do");

  WrittenData(DirectStatement direct) {
    this(direct, Grammar.statement(direct.statement().text()).tree());
  }

  /// Whether it writes rows or keeps what it reads.
  boolean isData() {
    return DATA.contains(direct.kind());
  }

  /// Whether it may change tables it does not name.
  boolean opaque() {
    return OPAQUE.contains(direct.kind()) && direct.tables().isEmpty();
  }

  /// Whether columns that come to its tables change what it does.
  boolean readsAllColumns() {
    return tree.all("ColumnRef").stream()
        .anyMatch(one -> one.list("fields").stream().anyMatch(field -> field.is("A_Star")));
  }

  /// The functions it calls, by their last names.
  List<String> called() {
    return tree.all("FuncCall").stream()
        .map(one -> one.strings("funcname"))
        .filter(name -> !name.isEmpty())
        .map(List::getLast)
        .toList();
  }

  /// The functions it creates or drops, by their last names.
  List<String> functions() {
    boolean function = direct.kind().endsWith(" function") || direct.kind().endsWith(" procedure");
    if (!function) {
      return List.of();
    }
    List<String> names = new ArrayList<>(tree.strings("funcname"));
    tree.list("objects").forEach(one -> names.addAll(one.strings("objname")));
    return names;
  }

  /// The relations that are there, or are there anew, only behind it.
  List<QualifiedName> makes() {
    return switch (direct.kind()) {
      case "create table",
          "create table as",
          "create materialized view",
          "create view",
          "create sequence" ->
          List.of(direct.target());
      case "drop view", "drop materialized view", "drop sequence" -> direct.tables();
      default -> List.of();
    };
  }

  /// Whether one of the words stands in its text.
  boolean says(Set<String> words) {
    Set<String> written =
        Stream.of(direct.statement().text().toLowerCase(Locale.ROOT).split("[^\\p{Alnum}_$]+"))
            .collect(Collectors.toSet());
    return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).anyMatch(written::contains);
  }
}

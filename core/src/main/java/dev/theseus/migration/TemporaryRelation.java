package dev.theseus.migration;

import dev.theseus.grammar.Node;
import java.util.stream.Stream;

/// Tables, views and sequences that live as long as their session. Each step has a session of its
/// own, so no later statement would find them, and neither would a way back.
final class TemporaryRelation {
  private TemporaryRelation() {}

  /// Refuses a statement that makes one.
  static void refuse(StatementContext context) {
    made(context.tree())
        .filter(TemporaryRelation::isTemporary)
        .findFirst()
        .ifPresent(
            relation -> {
              throw context.refused(
                  "temporary \"%s\" would be gone before the next statement: each runs in a session of its own"
                      .formatted(relation.text("relname")),
                  "leave TEMPORARY out and drop it at the end of the migration, or write its query"
                      + " into the statements that read it (WITH)");
            });
  }

  private static Stream<Node> made(Node tree) {
    return switch (tree.kind()) {
      case "CreateStmt" -> tree.find("relation").stream();
      case "ViewStmt" -> tree.find("view").stream();
      case "CreateSeqStmt" -> tree.find("sequence").stream();
      case "CreateTableAsStmt" -> tree.find("into").flatMap(into -> into.find("rel")).stream();
      case "SelectStmt" -> tree.find("intoClause").flatMap(into -> into.find("rel")).stream();
      default -> Stream.empty();
    };
  }

  private static boolean isTemporary(Node relation) {
    return relation.text("relpersistence").equals("t")
        || relation.text("schemaname").equals("pg_temp");
  }
}

package dev.theseus.migration;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `create_index`.
final class PgrollIndexes {
  static final List<String> METHODS = List.of("btree", "hash", "gist", "spgist", "gin", "brin");
  static final String STORAGE = "CREATE INDEX i ON t (c) WITH ({piece})";
  private static final List<String> SETTINGS = List.of("collate", "sort", "nulls", "opclass");

  private final PgrollDraft draft;

  PgrollIndexes(PgrollDraft draft) {
    this.draft = draft;
  }

  void create(PgrollOptions index) {
    Map<String, SqlPart> parts = new HashMap<>();
    parts.put("unique", PgrollClause.when(index.flag("unique"), "UNIQUE"));
    parts.put("name", index.name("name"));
    parts.put("table", draft.relation(index.name("table")));
    parts.put("method", PgrollClause.with("USING {part}", index.word("method", METHODS)));
    parts.put("columns", SqlList.of(columns(index)));
    parts.put(
        "storage", PgrollClause.with("WITH ({part})", index.piece("storage_parameters", STORAGE)));
    parts.put("predicate", PgrollClause.with("WHERE {part}", index.expression("predicate")));
    draft.add(
        index,
        Sql.of(
            "CREATE{unique} INDEX {name} ON {table}{method} ({columns}){storage}{predicate}",
            parts));
  }

  /// A list of columns, or a mapping from the name of each to its settings.
  private List<Sql> columns(PgrollOptions index) {
    List<Sql> columns = new ArrayList<>();
    Optional<Document> value = index.find("columns");
    if (value.isPresent() && value.get() instanceof Document.Mapping mapping) {
      DocumentPlace at = index.place().key("columns");
      mapping.entries().forEach((name, entry) -> columns.add(named(name, entry, at.key(name))));
    } else {
      List<String> known = new ArrayList<>(List.of("column"));
      known.addAll(SETTINGS);
      index
          .parts("columns", known)
          .forEach(column -> columns.add(element(column.name("column"), column)));
    }
    if (columns.isEmpty()) {
      throw index.problem("columns", "names no column", "list the columns");
    }
    return columns;
  }

  private static Sql named(String name, Document.Entry entry, DocumentPlace at) {
    Document.Scalar text = new Document.Scalar(Document.Scalar.Kind.TEXT, name, entry.key());
    Identifier column = at.text(text, Identifier::of);
    boolean plain =
        entry.value() instanceof Document.Scalar scalar
            && scalar.kind() == Document.Scalar.Kind.NULL;
    return plain
        ? Sql.of("{column}", Map.of("column", column))
        : element(column, PgrollOptions.open(entry.value(), at, SETTINGS));
  }

  private static Sql element(Identifier column, PgrollOptions settings) {
    return Sql.of(
        "{column}{collate}{opclass}{sort}{nulls}",
        Map.of(
            "column", column,
            "collate",
                PgrollClause.with(
                    "COLLATE {part}",
                    settings.piece("collate", "CREATE INDEX i ON t (c COLLATE {piece})")),
            "opclass",
                settings
                    .part("opclass", List.of("name", "params"))
                    .map(PgrollIndexes::opclass)
                    .orElse(Nothing.NOTHING),
            "sort", PgrollClause.with("{part}", settings.word("sort", List.of("ASC", "DESC"))),
            "nulls",
                PgrollClause.with(
                    "NULLS {part}", settings.word("nulls", List.of("FIRST", "LAST")))));
  }

  private static SqlPart opclass(PgrollOptions opclass) {
    Sql name =
        opclass
            .piece("name", "CREATE INDEX i ON t (c {piece})")
            .orElseThrow(() -> opclass.problem("name", "has no name", "name the operator class"));
    return PgrollClause.of("{name}{params}", Map.of("name", name, "params", params(opclass)));
  }

  private static SqlPart params(PgrollOptions opclass) {
    Optional<Document> value = opclass.find("params");
    if (value.isEmpty()) {
      return Nothing.NOTHING;
    }
    DocumentPlace list = opclass.place().key("params");
    List<Sql> params = new ArrayList<>();
    for (Document item : list.sequence(value.get()).items()) {
      params.add(
          list.item(params.size())
              .text(
                  item,
                  text -> PgrollOptions.checked("CREATE INDEX i ON t (c o ({piece}))", text)));
    }
    return params.isEmpty()
        ? Nothing.NOTHING
        : PgrollClause.of("({params})", Map.of("params", SqlList.of(params)));
  }
}

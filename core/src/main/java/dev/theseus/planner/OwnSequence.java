package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.Grant;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.ChosenNames;
import dev.theseus.operation.AddColumn;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.planner.ColumnDraft.NewIdentity;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The sequence of a serial or identity column that is added to a table in use.
///
/// `ADD COLUMN … bigserial` and `… GENERATED … AS IDENTITY` write the whole table anew under ACCESS
/// EXCLUSIVE. Here the column comes empty with a sequence and a default, rows that exist are
/// numbered in chunks, and an identity takes the sequence's place when every row has its number.
record OwnSequence(QualifiedName table, ColumnDraft column) {

  /// Why a column cannot be numbered this way.
  record Refusal(String what, String fix) {}

  static Optional<NewIdentity> identity(AddColumn add) {
    return add.identity() == Column.Identity.NONE
        ? Optional.empty()
        : Optional.of(
            new NewIdentity(add.identity() == Column.Identity.ALWAYS, add.sequenceOptions()));
  }

  static Optional<Refusal> refusal(
      AddColumn add, TableDraft table, Directives directives, Catalog catalog) {
    boolean serial = add.identity() == Column.Identity.NONE;
    if (!add.numbered() || (serial && directives.hasUp(table, add.column()))) {
      return Optional.empty();
    }
    if (table.original().column(add.column()).isPresent()) {
      return Optional.of(
          new Refusal(
              "takes a name that the old version uses until contract; a column that numbers its"
                  + " rows cannot wait",
              "add it in the release after this one, or under another name"));
    }
    if (serial) {
      return Optional.empty();
    }
    if (directives.hasUp(table, add.column())) {
      return Optional.of(
          new Refusal(
              "is an identity column with an up; its values come from its sequence",
              "leave out the up, or write a plain column and ADD GENERATED … AS IDENTITY in the"
                  + " release after this one"));
    }
    if (table.original().kind() == Table.Kind.PARTITIONED && !catalog.server().atLeast(17)) {
      return Optional.of(
          new Refusal(
              "is an identity column of a partitioned table, which needs PostgreSQL 17",
              "write it as bigserial"));
    }
    return namesSequence(add)
        ? Optional.of(
            new Refusal(
                "is an identity column that names its sequence",
                "leave out SEQUENCE NAME and rename the sequence with ALTER SEQUENCE in the release"
                    + " after this one"))
        : Optional.empty();
  }

  private static boolean namesSequence(AddColumn add) {
    return add
        .sequenceOptions()
        .map(options -> Sql.of("CREATE SEQUENCE s {options}", Map.of("options", options)))
        .map(create -> Grammar.statement(create.text()).tree().list("options"))
        .orElse(List.<Node>of())
        .stream()
        .anyMatch(option -> option.text("defname").equals("sequence_name"));
  }

  private QualifiedName sequence() {
    return table.withName(ChosenNames.objectName(table.name().name(), column.name().name(), "seq"));
  }

  private SqlPart options() {
    return column
        .identity()
        .flatMap(NewIdentity::options)
        .<SqlPart>map(options -> Sql.verbatim(" " + options.text()))
        .orElse(Nothing.NOTHING);
  }

  Sql create() {
    return Sql.of(
        "CREATE SEQUENCE {sequence} AS {type}{options} OWNED BY {table}.{column}",
        Map.of(
            "sequence", sequence(),
            "type", column.type().sql(),
            "options", options(),
            "table", table,
            "column", column.physical()));
  }

  Sql next() {
    return Sql.of(
        "nextval({sequence}::regclass)", Map.of("sequence", Literal.of(sequence().quoted())));
  }

  /// Who may insert a row may take its number, also through a view or into a partition; the plain
  /// SQL would make their inserts fail. The number is taken with the rights of who inserts, whoever
  /// owns the view.
  List<Sql> rights(TableDraft draft, Catalog catalog) {
    List<Optional<Identifier>> grantees =
        Stream.concat(
                Stream.of(draft.original()),
                catalog.partitions().below(draft.original().name()).stream()
                    .flatMap(one -> catalog.table(one.table()).stream()))
            .flatMap(OwnSequence::inserters)
            .distinct()
            .toList();
    if (grantees.contains(Optional.<Identifier>empty())) {
      return List.of(
          Sql.of("GRANT USAGE ON SEQUENCE {sequence} TO PUBLIC", Map.of("sequence", sequence())));
    }
    return new TreeSet<>(grantees.stream().flatMap(Optional::stream).toList())
        .stream()
            .filter(role -> !role.equals(draft.original().owner()))
            .map(
                role ->
                    Sql.of(
                        "GRANT USAGE ON SEQUENCE {sequence} TO {role}",
                        Map.of("sequence", sequence(), "role", role)))
            .collect(Collectors.toList());
  }

  private static Stream<Optional<Identifier>> inserters(Table table) {
    Stream<Grant> own =
        Stream.concat(
            table.grants().stream(),
            table.columns().stream().flatMap(one -> one.grants().stream()));
    Stream<Grant> through =
        table.views().stream()
            .filter(view -> !view.securityInvoker())
            .flatMap(view -> view.inserts().stream());
    return Stream.concat(
        Stream.of(Optional.of(table.owner())),
        Stream.concat(own, through)
            .filter(grant -> grant.privilege().equals("INSERT"))
            .map(Grant::grantee));
  }

  /// The identity goes on where the sequence stands: nobody inserts while the lock is held, and the
  /// column is required and full already, so nothing is scanned.
  ///
  /// @param fill what numbered the rows; it stands in the way of the sequence's end
  void attach(Steps steps, Conversion fill) {
    NewIdentity identity = column.identity().orElseThrow();
    QualifiedName hidden = sequence().withName(Names.hidden(sequence().name()));
    Map<String, SqlPart> place = Map.of("table", table, "column", column.physical());
    Map<String, SqlPart> made = new HashMap<>(place);
    made.put("how", Sql.of(identity.always() ? "ALWAYS" : "BY DEFAULT"));
    made.put("hidden", hidden);
    made.put("options", options());
    Literal text = Literal.of(hidden.quoted());
    steps.transaction(
        steps.head(
            Phase.BACKFILL,
            table + "." + column.name() + ".identity",
            "make %s of %s the identity column it was written as".formatted(column.name(), table),
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(
            Sql.of("ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT", place),
            Sql.of(
                "ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED {how} AS IDENTITY"
                    + " (SEQUENCE NAME {hidden}{options})",
                made),
            Sql.of(
                "SELECT pg_catalog.setval({hidden}::regclass,"
                    + " pg_catalog.pg_sequence_last_value({sequence}::regclass))",
                Map.of("hidden", text, "sequence", Literal.of(sequence().quoted()))),
            fill.drop(),
            Sql.of("DROP SEQUENCE {sequence}", Map.of("sequence", sequence())),
            Sql.of(
                "ALTER SEQUENCE {hidden} RENAME TO {name}",
                Map.of("hidden", hidden, "name", sequence().name()))),
        Undo.of(
            Sql.of("ALTER TABLE {table} ALTER COLUMN {column} DROP IDENTITY IF EXISTS", place),
            Sql.of("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL", place)));
  }
}

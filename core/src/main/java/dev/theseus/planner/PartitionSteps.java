package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.PgType;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Token;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Partitions that come and go.
///
/// What comes is proved by CHECKs before, so that nothing is read under a strong lock, and is
/// attached, which locks the parent for no reader and writer. What goes waits for contract, because
/// the old version reads it, and is detached concurrently.
final class PartitionSteps {
  private final Steps steps;
  private final Catalog catalog;
  private final Problems problems;

  PartitionSteps(Steps steps, Catalog catalog, Problems problems) {
    this.steps = steps;
    this.catalog = catalog;
    this.problems = problems;
  }

  /// @param parent the partitioned table
  /// @param table the partition
  /// @param bound `FOR VALUES …` or `DEFAULT`, as written
  private record Coming(QualifiedName parent, QualifiedName table, String bound) {}

  /// Carries the statement out when it is about a partition of a table of the database.
  boolean statement(Pending pending, DirectStatement direct, Phase phase) {
    if (direct.kind().equals("alter table attach partition")) {
      return attach(pending, direct, phase);
    }
    if (direct.kind().equals("alter table detach partition")) {
      return detach(direct, phase);
    }
    return direct.kind().equals("create table") && create(pending, direct, phase);
  }

  private boolean attach(Pending pending, DirectStatement direct, Phase phase) {
    Optional<String> bound = bound(direct.statement().text());
    if (direct.tables().size() != 2 || bound.isEmpty()) {
      return false;
    }
    Coming coming = new Coming(direct.tables().getFirst(), direct.tables().getLast(), bound.get());
    Optional<String> condition = condition(coming);
    if (condition.isEmpty() || catalog.table(coming.table()).isEmpty()) {
      return false;
    }
    if (phase == Phase.EXPAND && !attachedAlready(pending, coming, condition)) {
      steps.unless(attached(coming), () -> attach(coming, direct, condition.get()));
    }
    return true;
  }

  private void attach(Coming coming, DirectStatement direct, String condition) {
    List<Sql> proofs = new ArrayList<>();
    proofs.add(prove(coming.table(), whole(coming, condition)));
    PartitionedIndexes indexes = new PartitionedIndexes(steps, catalog, problems);
    new PartitionPreparation(steps, catalog, indexes, coming.parent(), coming.table()).addSteps();
    proofs.addAll(proveDefault(coming, condition));
    List<Sql> statements = new ArrayList<>(List.of(direct.statement()));
    statements.addAll(proofs);
    steps.transaction(
        steps.head(
            Phase.EXPAND,
            coming.table() + ".attach",
            "attach %s to %s (proven, so no scan)".formatted(coming.table(), coming.parent()),
            attaching(coming, true)),
        statements,
        direct.undo(),
        leaving(coming));
  }

  /// A rollback leaves a partition that holds rows, so that the same plan finds it there. One with
  /// other bounds is another one.
  private Sql attached(Coming coming) {
    Sql standing =
        Sql.of(
            """
            SELECT FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class c ON c.oid = inhrelid
              WHERE inhrelid = pg_catalog.to_regclass({name})
                AND inhparent = pg_catalog.to_regclass({above}) AND NOT inhdetachpending
            """,
            Map.of(
                "name", Literal.of(coming.table().quoted()),
                "above", Literal.of(coming.parent().quoted())));
    return shown(coming)
        .map(
            bound ->
                Sql.of(
                    """
                    SELECT EXISTS (
                      {standing}
                        AND pg_catalog.replace(
                          pg_catalog.pg_get_expr(c.relpartbound, c.oid), '''', '') = {bound})
                    """,
                    Map.of("standing", standing, "bound", bound)))
        .orElseGet(() -> Sql.of("SELECT EXISTS ({standing})", Map.of("standing", standing)));
  }

  /// The bound as the server shows it, where the types of the keys are plain enough to tell.
  private Optional<Sql> shown(Coming coming) {
    Optional<PartitionBound> bound = key(coming);
    List<PgType> types = new ArrayList<>();
    for (String key : bound.map(PartitionBound::keys).orElse(List.of())) {
      catalog
          .table(coming.parent())
          .flatMap(
              parent ->
                  parent.columns().stream()
                      .filter(one -> Set.of(one.name().name(), one.name().quoted()).contains(key))
                      .findFirst())
          .ifPresent(column -> types.add(column.type()));
    }
    return bound.flatMap(one -> one.shown(types));
  }

  /// An attachment with rows stays when an earlier start is taken back.
  private boolean attachedAlready(Pending pending, Coming coming, Optional<String> condition) {
    Optional<Partition> there = catalog.partitions().find(coming.table());
    if (there.isEmpty()) {
      return false;
    }
    Partition standing = there.get();
    Coming come = new Coming(standing.parent(), coming.table(), standing.bound());
    if (standing.parent().equals(coming.parent()) && condition(come).equals(condition)) {
      problems.warn(
          "table \"%s\" is this partition of \"%s\" already and is left as it is"
              .formatted(coming.table(), coming.parent()));
    } else {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "table \"%s\" is a partition of \"%s\" already, %s"
              .formatted(coming.table(), standing.parent(), standing.bound()),
          pending.source().place(),
          "drop the statement, or detach the partition in an earlier release");
    }
    return true;
  }

  private boolean create(Pending pending, DirectStatement direct, Phase phase) {
    Node tree = Grammar.statement(direct.statement().text()).tree();
    Optional<String> rest = bound(direct.statement().text());
    boolean plain =
        tree.is("CreateStmt")
            && tree.find("partbound").isPresent()
            && tree.list("tableElts").isEmpty()
            && !tree.flag("if_not_exists")
            && tree.child("relation").text("relpersistence").equals("p")
            && rest.isPresent()
            && direct.tables().size() == 1;
    if (!plain || catalog.table(direct.tables().getFirst()).isEmpty()) {
      return false;
    }
    Bound bound = Bound.cut(rest.get());
    Coming coming = new Coming(direct.tables().getFirst(), direct.target(), bound.values());
    Optional<String> condition = condition(coming);
    boolean divided = catalog.partitions().defaultOf(coming.parent()).isPresent();
    if (divided && condition.isEmpty()) {
      return false;
    }
    if (condition.isPresent() && catalog.partitions().find(coming.table()).isPresent()) {
      if (phase == Phase.EXPAND) {
        attachedAlready(pending, coming, condition);
      }
    } else if (catalog.relations().contains(coming.table())) {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "relation \"" + coming.table() + "\" already exists",
          pending.source().place(),
          "choose another name, or drop the statement if an earlier run created it");
    } else if (phase == Phase.EXPAND) {
      steps.unless(attached(coming), () -> create(coming, bound, condition));
    }
    return true;
  }

  private void create(Coming coming, Bound bound, Optional<String> condition) {
    List<Sql> proofs = condition.map(one -> proveDefault(coming, one)).orElse(List.of());
    Map<String, Object> parts =
        Map.of(
            "parent", coming.parent(),
            "table", coming.table(),
            "rest", bound.rest().isEmpty() ? Nothing.NOTHING : Sql.verbatim(" " + bound.rest()),
            "bound", Sql.verbatim(bound.values()));
    List<Sql> statements = new ArrayList<>();
    statements.add(
        Sql.of(
            """
            CREATE TABLE {table} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS
              INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION){rest}
            """,
            Map.of("table", coming.table(), "parent", coming.parent(), "rest", parts.get("rest"))));
    statements.add(
        Sql.of(
            "ALTER TABLE {parent} ATTACH PARTITION {table} {bound}",
            Map.of(
                "parent", coming.parent(),
                "table", coming.table(),
                "bound", parts.get("bound"))));
    statements.addAll(proofs);
    steps.transaction(
        steps.head(
            Phase.EXPAND,
            coming.table() + ".create",
            "create partition %s of %s (made apart and attached, so that %s is not locked)"
                .formatted(coming.table(), coming.parent(), coming.parent()),
            attaching(coming, false)),
        statements,
        Undo.of(dropIfEmpty(coming)),
        leaving(coming));
  }

  /// Rows that either version has written since are not thrown away. A partition that foreign keys
  /// point at through the parent cannot be dropped, but detached.
  private static Sql dropIfEmpty(Coming coming) {
    return Sql.of(
        """
        DO $theseus$
        BEGIN
          IF pg_catalog.to_regclass({name}) IS NULL THEN
            RETURN;
          END IF;
          LOCK TABLE ONLY {parent}, {table} IN ACCESS EXCLUSIVE MODE;
          IF EXISTS (SELECT FROM {table}) THEN
            RAISE WARNING 'partition % stays: it holds rows', {name};
          ELSE
            ALTER TABLE {parent} DETACH PARTITION {table};
            DROP TABLE {table};
          END IF;
        END
        $theseus$
        """,
        Map.of(
            "name", Literal.of(coming.table().quoted()),
            "parent", coming.parent(),
            "table", coming.table()));
  }

  /// The locks of ATTACH, as measured: none on the parent that a reader or writer meets.
  private List<LockUse> attaching(Coming coming, boolean standing) {
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, coming.parent()));
    if (standing) {
      locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, coming.table()));
      catalog
          .partitions()
          .below(coming.table())
          .forEach(one -> locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one.table())));
    }
    catalog
        .partitions()
        .defaultOf(coming.parent())
        .ifPresent(one -> locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one.table())));
    // what the table has of the parent's foreign keys loses its own triggers there
    LockLevel target = standing ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE_ROW_EXCLUSIVE;
    PartitionPreparation.foreignKeys(catalog, coming.parent())
        .forEach(key -> locks.add(LockUse.brief(target, key.target().orElseThrow().table())));
    catalog.table(coming.parent()).stream()
        .flatMap(one -> one.referencedBy().stream())
        .forEach(key -> locks.add(LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, key.table())));
    return locks;
  }

  /// The locks of DETACH and of DROP TABLE: everything that attaching joined.
  private List<LockUse> leaving(Coming coming) {
    Set<QualifiedName> tables = new LinkedHashSet<>(List.of(coming.parent(), coming.table()));
    catalog.partitions().below(coming.table()).forEach(one -> tables.add(one.table()));
    catalog.partitions().defaultOf(coming.parent()).ifPresent(one -> tables.add(one.table()));
    PartitionPreparation.foreignKeys(catalog, coming.parent())
        .forEach(key -> tables.add(key.target().orElseThrow().table()));
    catalog.table(coming.parent()).stream()
        .flatMap(one -> one.referencedBy().stream())
        .forEach(key -> tables.add(key.table()));
    return Steps.brief(LockLevel.ACCESS_EXCLUSIVE, tables.toArray(QualifiedName[]::new));
  }

  /// Adds and validates the CHECK; gives the statement that drops it when it has served.
  private Sql prove(QualifiedName table, String condition) {
    Identifier name = Identifier.derived(Names.PREFIX, table.name().name(), "_bound");
    new ViolationSearch(steps, catalog)
        .add(Phase.EXPAND, table, name, Sql.verbatim(condition), false);
    new Check(
            table,
            name,
            Sql.verbatim("CHECK (" + condition + ")"),
            true,
            catalog.partitions().below(table).stream().map(Partition::table).toList())
        .addTo(steps, Phase.EXPAND);
    return Sql.of(
        "ALTER TABLE {table} DROP CONSTRAINT {name}", Map.of("table", table, "name", name));
  }

  private List<Sql> proveDefault(Coming coming, String condition) {
    Optional<Partition> other = catalog.partitions().defaultOf(coming.parent());
    other.ifPresent(
        one ->
            problems.warn(
                ("from the CHECK on default partition \"%s\" until \"%s\" is attached, rows for the"
                     + " new partition are refused; as plain SQL ATTACH fails where there are any")
                    .formatted(one.table(), coming.table())));
    return other.stream().map(one -> prove(one.table(), "NOT (" + condition + ")")).toList();
  }

  /// The bounds of the parent have to be proved too, where it is a partition itself.
  private String whole(Coming coming, String condition) {
    String above = catalog.partitions().find(coming.parent()).map(Partition::constraint).orElse("");
    return above.isEmpty() ? condition : "(" + condition + ") AND (" + above + ")";
  }

  private Optional<PartitionBound> key(Coming coming) {
    return catalog.table(coming.parent()).stream()
        .flatMap(one -> one.otherDependents().stream())
        .filter(one -> one.kind().equals("partition key"))
        .findFirst()
        .flatMap(key -> PartitionBound.of(key.name(), coming.bound()));
  }

  private Optional<String> condition(Coming coming) {
    return key(coming)
        .flatMap(bound -> bound.condition(Literal.of(coming.parent().quoted()).rendered()));
  }

  /// From `FOR VALUES` or `DEFAULT` to the end of the statement.
  private static Optional<String> bound(String statement) {
    List<Token> tokens = PartitionBound.scan(statement);
    for (int i = 2; i < tokens.size(); i++) {
      boolean values =
          tokens.get(i).is("for") && i + 1 < tokens.size() && tokens.get(i + 1).is("values");
      if (values || tokens.get(i).is("default")) {
        int end = tokens.getLast().is(";") ? tokens.size() - 2 : tokens.size() - 1;
        return Optional.of(
            statement.substring(tokens.get(i).range().start(), tokens.get(end).range().end()));
      }
    }
    return Optional.empty();
  }

  /// @param values the bound
  /// @param rest what follows it: PARTITION BY, USING, WITH, TABLESPACE
  private record Bound(String values, String rest) {
    static Bound cut(String text) {
      List<Token> tokens = PartitionBound.scan(text);
      if (tokens.getFirst().is("default")) {
        return new Bound("DEFAULT", text.substring(tokens.getFirst().range().end()).strip());
      }
      int closings = tokens.get(2).is("from") ? 2 : 1;
      int depth = 0;
      for (Token token : tokens) {
        if (token.is("(")) {
          depth++;
        } else if (token.is(")") && --depth == 0 && --closings == 0) {
          int end = token.range().end();
          return new Bound(text.substring(0, end), text.substring(end).strip());
        }
      }
      return new Bound(text, "");
    }
  }

  private boolean detach(DirectStatement direct, Phase phase) {
    if (direct.tables().size() != 2
        || catalog.partitions().find(direct.tables().getLast()).isEmpty()) {
      return false;
    }
    if (phase == Phase.CONTRACT) {
      detach(catalog.partitions().find(direct.tables().getLast()).orElseThrow(), true);
    }
    return true;
  }

  /// Detaches a partition at contract.
  ///
  /// @param tidy whether the CHECK that PostgreSQL leaves goes, because the table stays
  void detach(Partition partition, boolean tidy) {
    QualifiedName table = partition.table();
    Undo undo = new Undo.Restore("table %s is no partition any more".formatted(table));
    Optional<Partition> other =
        catalog
            .partitions()
            .find(table)
            .flatMap(one -> catalog.partitions().defaultOf(one.parent()));
    if (other.isEmpty()) {
      concurrently(partition, tidy, undo);
    } else {
      locking(partition, other.get().table(), undo);
    }
  }

  private void concurrently(Partition partition, boolean tidy, Undo undo) {
    QualifiedName table = partition.table();
    QualifiedName parent = partition.parent();
    List<Identifier> checks =
        catalog.table(table).stream()
            .flatMap(one -> one.constraints().stream())
            .filter(one -> one.kind() == Constraint.Kind.CHECK)
            .map(Constraint::name)
            .toList();
    steps.add(
        new Step.DetachPartition(
            steps.head(
                Phase.CONTRACT,
                table + ".detach",
                "detach %s from %s without blocking readers and writers".formatted(table, parent),
                List.of(
                    LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, parent),
                    LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, table))),
            parent,
            table,
            tidy ? partition.constraint() : "",
            checks,
            undo));
  }

  private void locking(Partition partition, QualifiedName other, Undo undo) {
    QualifiedName table = partition.table();
    QualifiedName parent = partition.parent();
    List<LockUse> locks = new ArrayList<>(Steps.brief(LockLevel.ACCESS_EXCLUSIVE, parent, table));
    if (!other.equals(table)) {
      locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, other));
    }
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table + ".detach",
            "detach %s from %s".formatted(table, parent),
            locks,
            "PostgreSQL cannot detach concurrently while there is a default partition, so %s is"
                    .formatted(parent)
                + " locked for a moment"),
        List.of(
            Sql.of(
                "ALTER TABLE {parent} DETACH PARTITION {table}",
                Map.of("parent", parent, "table", table))),
        undo);
  }
}

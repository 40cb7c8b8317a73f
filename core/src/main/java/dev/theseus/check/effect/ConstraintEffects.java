package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ROW_SHARE;
import static dev.theseus.plan.LockLevel.SHARE;
import static dev.theseus.plan.LockLevel.SHARE_ROW_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.check.effect.Relation.Constraint;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Constraints that come, are validated and go.
final class ConstraintEffects {
  private static final int LOCKS_PARTITIONS_FULLY = 18;
  private static final String IF_NULLABLE =
      "If a key of the index may be null and no valid CHECK proves that it is not, all rows are"
          + " read.";

  private final Command command;
  private final Site site;
  private final QualifiedName table;

  ConstraintEffects(Command command) {
    this.command = command;
    this.site = command.site();
    this.table = command.table();
  }

  List<Action> added() {
    Node constraint = command.definition();
    return List.of(
        switch (constraint.text("contype")) {
          case "CONSTR_CHECK" -> check(constraint);
          case "CONSTR_FOREIGN" -> foreignKey(constraint, true, true);
          case "CONSTR_UNIQUE" -> key(Act.ADD_UNIQUE, constraint);
          case "CONSTR_PRIMARY" -> key(Act.ADD_PRIMARY_KEY, constraint);
          case "CONSTR_EXCLUSION" -> key(Act.ADD_EXCLUDE, constraint);
          case "CONSTR_NOTNULL" ->
              NotNullEffects.set(command, Act.ADD_NOT_NULL, columnOf(constraint), constraint);
          default -> command.action(Act.ALTER_CONSTRAINT, "", command.alone(ACCESS_EXCLUSIVE));
        });
  }

  private static String columnOf(Node constraint) {
    List<String> keys = constraint.strings("keys");
    return keys.isEmpty() ? "" : keys.getFirst();
  }

  /// Whether the rows that exist are checked: neither NOT VALID nor NOT ENFORCED.
  static boolean validates(Node constraint) {
    return !constraint.flag("skip_validation");
  }

  Action check(Node constraint) {
    return check(constraint, true);
  }

  /// @param enforced false for a column's own CHECK that says so in an attribute behind it
  Action check(Node constraint, boolean enforced) {
    boolean checked = enforced && validates(constraint);
    if (constraint.flag("is_no_inherit")) {
      return ownCheck(constraint, checked);
    }
    List<RelationUse> uses =
        checked
            ? site.scanned(table, Role.TARGET, ACCESS_EXCLUSIVE)
            : command.all(ACCESS_EXCLUSIVE);
    return command.action(Act.ADD_CHECK, constraint.text("conname"), uses);
  }

  /// With NO INHERIT the rows of heirs are not read.
  private Action ownCheck(Node constraint, boolean checked) {
    boolean heirsToo = site.major() >= LOCKS_PARTITIONS_FULLY;
    List<RelationUse> uses =
        (heirsToo ? command.all(ACCESS_EXCLUSIVE) : command.alone(ACCESS_EXCLUSIVE))
            .stream()
                .map(use -> checked && use.role() == Role.TARGET ? site.scanning(use) : use)
                .toList();
    return command.action(Act.ADD_CHECK, constraint.text("conname"), uses);
  }

  Action foreignKeyOfNewColumn(Node constraint, boolean filled) {
    return foreignKey(constraint, filled, false);
  }

  private Action foreignKey(Node constraint, boolean validating, boolean separate) {
    QualifiedName parent = site.name(constraint.child("pktable"));
    LockLevel own = separate ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE;
    List<QualifiedName> proved = proved(constraint, parent);
    boolean scans =
        validating
            && validates(constraint)
            && (!site.partitioned(table)
                || site.partsUnknown(table)
                || below().anyMatch(leaf -> !proved.contains(leaf)));
    boolean heirsToo =
        !separate || site.partitioned(table) || site.major() >= LOCKS_PARTITIONS_FULLY;
    List<RelationUse> uses = new ArrayList<>(heirsToo ? command.all(own) : command.alone(own));
    // The triggers of a foreign key that is taken over are dropped from the referenced table.
    LockLevel others = proved.isEmpty() ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE;
    uses.addAll(site.locked(parent, Role.REFERENCED, others));
    return command.action(
        Act.ADD_FOREIGN_KEY,
        constraint.text("conname"),
        scans ? uses.stream().map(this::validating).toList() : uses);
  }

  /// The partitions that have this foreign key already, proved: the server takes it over.
  private List<QualifiedName> proved(Node constraint, QualifiedName parent) {
    List<Identifier> columns = constraint.strings("fk_attrs").stream().map(Identifier::of).toList();
    return below()
        .filter(
            leaf ->
                site.relation(leaf).stream()
                    .flatMap(relation -> relation.constraints().stream())
                    .anyMatch(
                        own ->
                            own.valid()
                                && own.references().equals(Optional.of(parent))
                                && own.columns().equals(columns)))
        .toList();
  }

  private Stream<QualifiedName> below() {
    return site.partitioned(table)
        ? site.below(table).stream().filter(site::stores)
        : Stream.empty();
  }

  /// Tables that merely inherit do not get the foreign key.
  private RelationUse validating(RelationUse use) {
    boolean heir = use.role() == Role.PARTITION && !site.partitioned(table);
    return heir ? use : site.scanning(use);
  }

  /// UNIQUE or PRIMARY KEY beside a new column: an index is built over all rows.
  Action keyOfNewColumn(Node constraint) {
    Act act =
        constraint.text("contype").equals("CONSTR_PRIMARY") ? Act.ADD_PRIMARY_KEY : Act.ADD_UNIQUE;
    return command.action(
        act, constraint.text("conname"), site.scanned(table, Role.TARGET, ACCESS_EXCLUSIVE));
  }

  private Action key(Act act, Node constraint) {
    String name = constraint.text("conname");
    String index = constraint.text("indexname");
    if (!index.isEmpty()) {
      return withIndex(act, name.isEmpty() ? index : name, index);
    }
    boolean weaker =
        site.major() < LOCKS_PARTITIONS_FULLY
            && (act != Act.ADD_PRIMARY_KEY || !nullable(constraint.strings("keys")));
    List<RelationUse> uses = new ArrayList<>(command.alone(ACCESS_EXCLUSIVE));
    if (site.partitioned(table)) {
      site.below(table)
          .forEach(
              partition ->
                  uses.add(
                      RelationUse.brief(
                          partition, Role.PARTITION, weaker ? SHARE : ACCESS_EXCLUSIVE)));
    } else if (act == Act.ADD_PRIMARY_KEY) {
      return command.action(act, name, site.scanned(table, Role.TARGET, ACCESS_EXCLUSIVE));
    }
    List<RelationUse> scanned = new ArrayList<>(uses.stream().map(site::scanning).toList());
    if (!site.partitioned(table) && site.major() >= LOCKS_PARTITIONS_FULLY) {
      site.below(table)
          .forEach(heir -> scanned.add(RelationUse.brief(heir, Role.PARTITION, ACCESS_EXCLUSIVE)));
    }
    return command.action(act, name, scanned);
  }

  /// An index that stands becomes the constraint's; a primary key makes its keys required.
  private Action withIndex(Act act, String name, String index) {
    List<RelationUse> own = command.alone(ACCESS_EXCLUSIVE);
    if (act != Act.ADD_PRIMARY_KEY) {
      return command.action(act, name, own);
    }
    Optional<List<Identifier>> keys =
        site.relation(table)
            .flatMap(relation -> relation.index(Identifier.of(index)))
            .map(Relation.Index::keys);
    if (keys.isEmpty()) {
      return command.action(act, name, own, Certainty.LIKELY, List.of(IF_NULLABLE));
    }
    boolean proved =
        keys.get().stream().allMatch(key -> NotNullEffects.proved(command, table, key.name()));
    return command.action(act, name, proved ? own : own.stream().map(site::scanning).toList());
  }

  private boolean nullable(List<String> columns) {
    return columns.stream()
        .anyMatch(column -> site.column(table, column).map(found -> !found.notNull()).orElse(true));
  }

  List<Action> validated() {
    String name = command.name();
    Optional<Constraint> found = constraint(name);
    boolean valid = found.map(Constraint::valid).orElse(false);
    if (valid) {
      return List.of(
          command.action(Act.VALIDATE_CONSTRAINT, name, command.alone(SHARE_UPDATE_EXCLUSIVE)));
    }
    List<RelationUse> uses =
        new ArrayList<>(site.scanned(table, Role.TARGET, SHARE_UPDATE_EXCLUSIVE));
    found
        .flatMap(Constraint::references)
        .ifPresent(parent -> uses.addAll(site.scanned(parent, Role.REFERENCED, ROW_SHARE)));
    List<String> notes =
        site.catalog().known()
            ? List.of()
            : List.of("If it is a foreign key, the referenced table gets a ROW SHARE lock.");
    return List.of(
        command.action(Act.VALIDATE_CONSTRAINT, name, uses, site.certainty(table), notes));
  }

  List<Action> droppedConstraint() {
    String name = command.name();
    Optional<Constraint> found = constraint(name);
    if (found.isEmpty()) {
      Act act = site.relation(table).isPresent() ? Act.HARMLESS : Act.DROP_CONSTRAINT;
      List<String> notes =
          act == Act.HARMLESS
              ? List.of()
              : List.of(
                  "If it is a foreign key, the referenced table is locked ACCESS EXCLUSIVE too.");
      List<RelationUse> uses = command.alone(ACCESS_EXCLUSIVE);
      return List.of(command.action(act, name, uses, site.certainty(table), notes));
    }
    return List.of(dropped(found.get()));
  }

  private Action dropped(Constraint constraint) {
    String name = constraint.name().name();
    return switch (constraint.kind()) {
      case "f" -> {
        List<RelationUse> uses = new ArrayList<>(command.all(ACCESS_EXCLUSIVE));
        constraint
            .references()
            .ifPresent(
                parent -> uses.addAll(site.locked(parent, Role.REFERENCED, ACCESS_EXCLUSIVE)));
        yield command.action(Act.DROP_FOREIGN_KEY, name, uses);
      }
      case "p" -> command.action(Act.DROP_PRIMARY_KEY, name, withReferencing());
      case "u" -> command.action(Act.DROP_CONSTRAINT, name, withReferencing());
      case "n" ->
          command.action(
              Act.DROP_NOT_NULL,
              constraint.columns().stream().findFirst().map(Identifier::name).orElse(name),
              command.all(ACCESS_EXCLUSIVE));
      default -> command.action(Act.DROP_CONSTRAINT, name, command.all(ACCESS_EXCLUSIVE));
    };
  }

  /// A key that foreign keys point at goes only with them.
  private List<RelationUse> withReferencing() {
    List<RelationUse> uses = new ArrayList<>(command.all(ACCESS_EXCLUSIVE));
    if (command.node().text("behavior").equals("DROP_CASCADE")) {
      site.relation(table)
          .ifPresent(
              relation ->
                  relation
                      .referencedBy()
                      .forEach(
                          key ->
                              uses.addAll(
                                  site.locked(key.table(), Role.REFERENCING, ACCESS_EXCLUSIVE))));
    }
    return uses;
  }

  List<Action> altered() {
    Node definition = command.definition();
    String name = definition.text("conname");
    if (!definition.flag("alterEnforceability")) {
      return List.of(command.action(Act.ALTER_CONSTRAINT, name, command.all(ACCESS_EXCLUSIVE)));
    }
    return List.of(enforced(name, definition.flag("is_enforced")));
  }

  /// `ENFORCED` proves all rows at once; either way triggers come or go on both tables.
  private Action enforced(String name, boolean on) {
    List<RelationUse> uses = new ArrayList<>(command.all(ACCESS_EXCLUSIVE));
    Optional<Constraint> found = constraint(name);
    found
        .flatMap(Constraint::references)
        .ifPresent(
            parent ->
                uses.addAll(
                    site.locked(
                        parent, Role.REFERENCED, on ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE)));
    List<String> notes =
        found.isPresent() ? List.of() : List.of("The referenced table is locked too.");
    return command.action(
        on ? Act.ENFORCE_FOREIGN_KEY : Act.ALTER_CONSTRAINT,
        name,
        on ? uses.stream().map(this::validating).toList() : uses,
        site.certainty(table),
        notes);
  }

  private Optional<Constraint> constraint(String name) {
    return site.relation(table).flatMap(relation -> relation.constraint(Identifier.of(name)));
  }
}

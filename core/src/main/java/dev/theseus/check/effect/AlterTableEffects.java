package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.SHARE_ROW_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `ALTER TABLE`, command by command.
final class AlterTableEffects {
  /// Storage parameters that are changed under a weaker lock than the rest (`reloptions.c`).
  private static final Set<String> STRONG_OPTIONS =
      Set.of("user_catalog_table", "security_barrier", "security_invoker", "check_option");

  private static final int NOT_NULL_IS_CONSTRAINT = 18;

  /// What heirs note although it is done to their parent alone.
  private static final Set<String> NOTED = Set.of("AT_DropColumn", "AT_DropConstraint");

  private AlterTableEffects() {}

  static Effect of(Node tree, Site site) {
    QualifiedName name = site.name(tree.child("relation"));
    if (site.missing(name) && tree.flag("missing_ok")) {
      return new Effect(true, List.of(), false, "");
    }
    boolean table =
        Set.of("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE").contains(tree.text("objtype"))
            && site.relation(name).map(r -> r.kind().isTable()).orElse(true);
    List<Node> nodes = tree.list("cmds");
    Set<String> dropped = dropped(nodes);
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Command command =
          new Command(reaching(tree, nodes.get(i), site), name, nodes.get(i), i, dropped);
      actions.addAll(table ? ofTable(command) : ofOther(command, tree.text("objtype")));
    }
    boolean alone =
        nodes.stream()
            .anyMatch(
                node ->
                    node.text("subtype").equals("AT_DetachPartition")
                        && node.child("def").flag("concurrent"));
    List<Action> leveled = table ? levelled(actions, name) : actions;
    return new Effect(true, leveled, alone, AlterTableFailures.of(leveled, site));
  }

  /// `ONLY` leaves heirs and partitions alone, but for those that note what they do not inherit any
  /// more.
  private static Site reaching(Node tree, Node command, Site site) {
    Node relation = tree.child("relation");
    String what = command.text("subtype");
    boolean noted =
        NOTED.contains(what)
            || (what.equals("AT_DropNotNull") && site.major() >= NOT_NULL_IS_CONSTRAINT);
    return relation.flag("inh") || noted ? site : site.only(site.name(relation));
  }

  private static Set<String> dropped(List<Node> commands) {
    return commands.stream()
        .filter(command -> command.text("subtype").equals("AT_DropConstraint"))
        .map(command -> command.text("name"))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The server takes the strongest lock any command needs before the first one.
  private static List<Action> levelled(List<Action> actions, QualifiedName table) {
    LockLevel strongest =
        actions.stream()
            .flatMap(action -> action.uses().stream())
            .filter(use -> use.relation().equals(table) && use.role() == Role.TARGET)
            .map(RelationUse::lock)
            .reduce(LockLevel.NONE, (a, b) -> a.strongerThan(b) ? a : b);
    if (actions.size() < 2 || strongest == LockLevel.NONE) {
      return actions;
    }
    List<Action> levelled = new ArrayList<>(actions);
    levelled.replaceAll(action -> action.under(strongest));
    return levelled;
  }

  private static List<Action> ofOther(Command command, String type) {
    QualifiedName name = command.table();
    boolean index =
        command.site().relation(name).map(r -> !r.name().equals(r.table())).orElse(false);
    if (index || type.equals("OBJECT_INDEX")) {
      return List.of(ofIndex(command));
    }
    if (type.equals("OBJECT_TYPE")) {
      return List.of(
          command.subtype().equals("AT_DropColumn")
              ? Attributes.dropped(command, name)
              : command.action(Act.HARMLESS, name.name().name(), List.of()));
    }
    if (Set.of("AT_SetTableSpace", "AT_SetAccessMethod").contains(command.subtype())) {
      return List.of(StorageEffects.of(command));
    }
    if (type.equals("OBJECT_SEQUENCE")) {
      return List.of(
          command.action(Act.CHANGE_SEQUENCE, name.name().name(), command.alone(ACCESS_EXCLUSIVE)));
    }
    return List.of(
        command.action(Act.TABLE_ATTRIBUTE, name.name().name(), command.alone(ACCESS_EXCLUSIVE)));
  }

  private static Action ofIndex(Command command) {
    return switch (command.subtype()) {
      case "AT_SetTableSpace" -> StorageEffects.ofIndex(command);
      case "AT_AttachPartition" ->
          command.action(
              Act.TABLE_ATTRIBUTE,
              command.table().name().name(),
              IndexEffects.attachedTables(command));
      default -> command.action(Act.TABLE_ATTRIBUTE, command.table().name().name(), List.of());
    };
  }

  private static List<Action> ofTable(Command command) {
    return switch (command.subtype()) {
      case "AT_AddColumn" -> AddColumnEffects.of(command);
      case "AT_DropColumn" -> List.of(DropEffects.column(command));
      case "AT_AlterColumnType" -> List.of(ChangeTypeEffects.of(command));
      case "AT_SetNotNull" ->
          List.of(NotNullEffects.set(command, Act.SET_NOT_NULL, command.name(), command.node()));
      case "AT_AddConstraint" -> new ConstraintEffects(command).added();
      case "AT_ValidateConstraint" -> new ConstraintEffects(command).validated();
      case "AT_DropConstraint" -> new ConstraintEffects(command).droppedConstraint();
      case "AT_AlterConstraint" -> new ConstraintEffects(command).altered();
      case "AT_AttachPartition" -> List.of(PartitionEffects.attach(command));
      case "AT_DetachPartition", "AT_DetachPartitionFinalize" ->
          List.of(PartitionEffects.detach(command));
      case "AT_AddInherit", "AT_DropInherit" -> List.of(inherit(command));
      case "AT_SetExpression", "AT_DropExpression" -> List.of(expression(command));
      case "AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod" ->
          List.of(StorageEffects.of(command));
      default -> List.of(simple(command));
    };
  }

  private static Action simple(Command command) {
    String name = command.name();
    return switch (command.subtype()) {
      case "AT_DropNotNull" ->
          command.action(Act.DROP_NOT_NULL, name, command.all(ACCESS_EXCLUSIVE));
      case "AT_ColumnDefault" ->
          command.action(Act.SET_DEFAULT, name, command.all(ACCESS_EXCLUSIVE));
      case "AT_AddIdentity" -> command.action(Act.ADD_IDENTITY, name, identity(command));
      case "AT_DropIdentity", "AT_SetIdentity" ->
          command.action(Act.DROP_IDENTITY, name, identity(command));
      case "AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions" ->
          command.action(Act.SET_COLUMN_ATTRIBUTE, name, command.all(SHARE_UPDATE_EXCLUSIVE));
      case "AT_SetStorage" ->
          command.action(Act.SET_COLUMN_ATTRIBUTE, name, command.all(ACCESS_EXCLUSIVE));
      case "AT_SetCompression" ->
          command.action(Act.SET_COLUMN_ATTRIBUTE, name, command.alone(ACCESS_EXCLUSIVE));
      case "AT_ClusterOn", "AT_DropCluster" ->
          command.action(Act.TABLE_ATTRIBUTE, name, command.alone(SHARE_UPDATE_EXCLUSIVE));
      case "AT_SetRelOptions", "AT_ResetRelOptions" ->
          command.action(Act.TABLE_ATTRIBUTE, name, command.alone(options(command)));
      case "AT_EnableTrig",
          "AT_EnableAlwaysTrig",
          "AT_EnableReplicaTrig",
          "AT_EnableTrigAll",
          "AT_EnableTrigUser",
          "AT_DisableTrig",
          "AT_DisableTrigAll",
          "AT_DisableTrigUser" ->
          command.action(Act.SWITCH_TRIGGER, name, triggered(command));
      default -> command.action(Act.TABLE_ATTRIBUTE, name, command.alone(ACCESS_EXCLUSIVE));
    };
  }

  /// Triggers FOR EACH ROW are switched on the partitions too.
  private static List<RelationUse> triggered(Command command) {
    Site site = command.site();
    boolean internal = !command.subtype().endsWith("TrigUser");
    boolean below =
        site.partitioned(command.table())
            && site.catalog().hasRowTrigger(command.table(), command.name(), internal);
    return below ? command.all(SHARE_ROW_EXCLUSIVE) : command.alone(SHARE_ROW_EXCLUSIVE);
  }

  /// From PostgreSQL 17 on partitions share the identity of their parent.
  private static List<RelationUse> identity(Command command) {
    boolean shared = command.site().major() >= 17 && command.site().partitioned(command.table());
    return shared ? command.all(ACCESS_EXCLUSIVE) : command.alone(ACCESS_EXCLUSIVE);
  }

  private static LockLevel options(Command command) {
    boolean strong =
        command.definition().list("items").stream()
            .anyMatch(option -> STRONG_OPTIONS.contains(option.text("defname")));
    return strong ? ACCESS_EXCLUSIVE : SHARE_UPDATE_EXCLUSIVE;
  }

  private static Action expression(Command command) {
    String name = command.name();
    boolean dropped = command.subtype().equals("AT_DropExpression");
    boolean virtual =
        command
            .site()
            .column(command.table(), name)
            .filter(column -> column.generated().equals("v"))
            .isPresent();
    return dropped || virtual
        ? command.action(
            dropped ? Act.DROP_EXPRESSION : Act.SET_EXPRESSION, name, command.all(ACCESS_EXCLUSIVE))
        : command.action(Act.SET_EXPRESSION, name, command.site().rewritten(command.table()));
  }

  private static Action inherit(Command command) {
    QualifiedName parent = command.site().name(command.definition());
    boolean added = command.subtype().equals("AT_AddInherit");
    List<RelationUse> uses = new ArrayList<>(command.alone(ACCESS_EXCLUSIVE));
    uses.add(RelationUse.brief(parent, Role.PARENT, added ? SHARE_UPDATE_EXCLUSIVE : ACCESS_SHARE));
    return command.action(Act.TABLE_ATTRIBUTE, parent.name().name(), uses);
  }
}

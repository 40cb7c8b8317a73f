package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.ROW_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// From a statement to what it does. A pure function; every fact in it is compared with real
/// servers by a test.
public final class Effects {
  /// Statements that change no relation and lock nothing an application waits for.
  private static final Set<String> HARMLESS =
      Set.of(
          "AlterDefaultPrivilegesStmt",
          "AlterEventTrigStmt",
          "AlterFunctionStmt",
          "AlterOwnerStmt",
          "AlterRoleSetStmt",
          "AlterRoleStmt",
          "CheckPointStmt",
          "ClosePortalStmt",
          "CompositeTypeStmt",
          "CreateCastStmt",
          "CreateConversionStmt",
          "CreateDomainStmt",
          "CreateEventTrigStmt",
          "CreateExtensionStmt",
          "CreateFdwStmt",
          "CreateForeignServerStmt",
          "CreateFunctionStmt",
          "CreateOpClassStmt",
          "CreateOpFamilyStmt",
          "CreateRangeStmt",
          "CreateRoleStmt",
          "CreateUserMappingStmt",
          "DeallocateStmt",
          "DeclareCursorStmt",
          "DefineStmt",
          "DiscardStmt",
          "DropRoleStmt",
          "FetchStmt",
          "GrantRoleStmt",
          "ListenStmt",
          "LoadStmt",
          "NotifyStmt",
          "PrepareStmt",
          "SecLabelStmt",
          "UnlistenStmt");

  private static final Set<String> COMMENTED =
      Set.of("OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER");

  /// Lock modes by the number the server gives them, from 1.
  private static final List<LockLevel> MODES =
      List.of(
          ACCESS_SHARE,
          LockLevel.ROW_SHARE,
          ROW_EXCLUSIVE,
          SHARE_UPDATE_EXCLUSIVE,
          LockLevel.SHARE,
          LockLevel.SHARE_ROW_EXCLUSIVE,
          LockLevel.EXCLUSIVE,
          ACCESS_EXCLUSIVE);

  private static final int GRANT_LOCKS = 18;

  private static final String PARTS =
      "The files make no partitions of it; those that something else makes are locked and worked on"
          + " too.";

  private Effects() {}

  /// What the statement does in a session whose TimeZone is not known.
  ///
  /// @param tree its parse tree
  /// @param catalog the database at that moment
  /// @param major the server's major version, 14 to 18
  public static Effect of(Node tree, CatalogView catalog, int major) {
    return of(tree, catalog, major, SessionZone.UNKNOWN);
  }

  /// What the statement does.
  ///
  /// @param tree its parse tree
  /// @param catalog the database at that moment
  /// @param major the server's major version, 14 to 18
  /// @param zone the session's TimeZone
  public static Effect of(Node tree, CatalogView catalog, int major, SessionZone zone) {
    return of(tree, new Site(catalog, major, zone));
  }

  static Effect of(Node tree, Site site) {
    Effect effect = unsure(known(tree, site), site);
    String refused = effect.failure().isEmpty() ? NewSyntax.refused(tree, site.major()) : "";
    return refused.isEmpty()
        ? effect
        : new Effect(effect.known(), effect.actions(), effect.alone(), refused);
  }

  /// Work on a partitioned table whose partitions are not known is work on those.
  private static Effect unsure(Effect effect, Site site) {
    return new Effect(
        effect.known(),
        effect.actions().stream()
            .map(action -> isOnUnknownParts(action, site) ? action.unsure(PARTS) : action)
            .toList(),
        effect.alone(),
        effect.failure());
  }

  private static boolean isOnUnknownParts(Action action, Site site) {
    return action.uses().stream()
        .anyMatch(
            use ->
                (use.scans() || use.rewrites() || !use.rebuilt().isEmpty())
                    && site.partsUnknown(use.relation()));
  }

  private static Effect known(Node tree, Site site) {
    return switch (tree.kind()) {
      case "AlterTableStmt" -> AlterTableEffects.of(tree, site);
      case "RenameStmt" -> RenameEffects.of(tree, site);
      case "AlterObjectSchemaStmt" -> RenameEffects.moved(tree, site);
      case "DropStmt" -> DropEffects.of(tree, site);
      case "TruncateStmt" -> DropEffects.truncated(tree, site);
      case "IndexStmt" -> IndexEffects.created(tree, site);
      case "ReindexStmt" -> IndexEffects.reindexed(tree, site);
      case "VacuumStmt" -> IndexEffects.vacuumed(tree, site);
      case "ClusterStmt" -> IndexEffects.clustered(tree, site);
      case "RefreshMatViewStmt" -> IndexEffects.refreshed(tree, site);
      case "CreateStmt", "CreateForeignTableStmt" -> CreateEffects.table(created(tree), site);
      case "CreateTableAsStmt" -> CreateEffects.tableOfQuery(tree, site);
      case "ViewStmt" -> CreateEffects.view(tree, site);
      case "CreateTrigStmt" -> CreateEffects.trigger(tree, site);
      case "CreateSchemaStmt" -> CreateEffects.schema(tree, site);
      case "AlterDomainStmt" -> DomainEffects.domain(tree, site);
      case "AlterEnumStmt" -> DomainEffects.enumeration(tree);
      case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "SelectStmt" ->
          DataEffects.of(tree, site);
      default -> lesser(tree, site);
    };
  }

  /// A foreign table is a table with a server.
  private static Node created(Node tree) {
    return tree.find("base").orElse(tree);
  }

  private static Effect lesser(Node tree, Site site) {
    return switch (tree.kind()) {
      case "CreateEnumStmt" ->
          Statements.one(
              Act.CREATE_ENUM,
              tree.strings("typeName").getLast(),
              tree,
              List.of(),
              Certainty.PROVED);
      case "RuleStmt" ->
          brief(Act.CREATE_RULE, tree, site, tree.child("relation"), ACCESS_EXCLUSIVE);
      case "CreatePolicyStmt", "AlterPolicyStmt" ->
          brief(Act.POLICY, tree, site, tree.child("table"), ACCESS_EXCLUSIVE);
      case "CommentStmt" -> comment(tree, site);
      case "GrantStmt" -> grant(tree, site);
      case "CreateStatsStmt" ->
          CreateEffects.all(
              tree, site, Act.HARMLESS, tree.list("relations"), SHARE_UPDATE_EXCLUSIVE);
      case "CreatePublicationStmt", "AlterPublicationStmt" ->
          CreateEffects.all(
              tree, site, Act.PUBLICATION, tree.all("RangeVar"), SHARE_UPDATE_EXCLUSIVE);
      case "LockStmt" -> lock(tree, site);
      case "CopyStmt" -> copy(tree, site);
      case "DoStmt" -> Statements.one(Act.DO_BLOCK, "", tree, List.of(), Certainty.PROVED);
      case "TransactionStmt" ->
          Statements.one(Act.TRANSACTION, tree.text("kind"), tree, List.of(), Certainty.PROVED);
      case "VariableSetStmt", "VariableShowStmt", "ConstraintsSetStmt" ->
          Statements.one(Act.SETTING, tree.text("name"), tree, List.of(), Certainty.PROVED);
      default -> rarer(tree, site);
    };
  }

  private static Effect rarer(Node tree, Site site) {
    return switch (tree.kind()) {
      case "CreateSeqStmt", "AlterSeqStmt" -> SequenceEffects.of(tree, site);
      case "AlterTableMoveAllStmt" -> StorageEffects.ofAll(tree);
      case "DropOwnedStmt" -> DropEffects.owned(tree);
      case "ExplainStmt" -> explained(tree, site);
      case "DropdbStmt" -> alone(Act.DROP_DATABASE, tree.text("dbname"), tree);
      case "CreatedbStmt",
          "AlterSystemStmt",
          "CreateTableSpaceStmt",
          "DropTableSpaceStmt",
          "AlterDatabaseStmt",
          "AlterDatabaseSetStmt" ->
          alone(Act.HARMLESS, "", tree);
      default -> HARMLESS.contains(tree.kind()) ? Statements.harmless(tree) : Effect.unknown();
    };
  }

  /// `EXPLAIN` only plans; with `ANALYZE` the statement runs.
  private static Effect explained(Node tree, Site site) {
    Effect run = of(tree.child("query"), site);
    if (Statements.option(tree, "options", "analyze")) {
      return run;
    }
    List<RelationUse> planned =
        run.relations().values().stream()
            .map(use -> RelationUse.brief(use.relation(), use.role(), use.lock()))
            .toList();
    return Statements.one(Act.HARMLESS, "", tree, planned, Certainty.PROVED);
  }

  private static Effect alone(Act act, String subject, Node tree) {
    Action action = Statements.action(act, subject, tree, List.of(), Certainty.PROVED);
    boolean refused = !Set.of("AlterDatabaseStmt", "AlterDatabaseSetStmt").contains(tree.kind());
    return new Effect(true, List.of(action), refused, "");
  }

  private static Effect brief(Act act, Node tree, Site site, Node relation, LockLevel lock) {
    return Statements.brief(act, tree, site, site.name(relation), lock);
  }

  private static Effect comment(Node tree, Site site) {
    List<String> parts = tree.find("object").map(o -> o.strings("items")).orElse(List.of());
    String type = tree.text("objtype");
    if (!COMMENTED.contains(type) || parts.isEmpty()) {
      return Statements.one(Act.COMMENT, "", tree, List.of(), Certainty.PROVED);
    }
    QualifiedName table =
        site.name(type.equals("OBJECT_TABLE") ? parts : parts.subList(0, parts.size() - 1));
    LockLevel lock =
        type.equals("OBJECT_TABLE") || type.equals("OBJECT_COLUMN")
            ? SHARE_UPDATE_EXCLUSIVE
            : ACCESS_SHARE;
    return Statements.brief(Act.COMMENT, tree, site, table, lock);
  }

  private static Effect grant(Node tree, Site site) {
    List<Node> tables =
        tree.text("objtype").equals("OBJECT_TABLE") && site.major() >= GRANT_LOCKS
            ? tree.list("objects").stream().filter(node -> node.is("RangeVar")).toList()
            : List.of();
    return CreateEffects.all(tree, site, Act.HARMLESS, tables, ACCESS_SHARE);
  }

  private static Effect lock(Node tree, Site site) {
    LockLevel level = MODES.get(tree.integer("mode") - 1);
    List<RelationUse> uses = new ArrayList<>();
    tree.list("relations")
        .forEach(table -> uses.addAll(site.locked(site.name(table), Role.TARGET, level)));
    return Statements.one(Act.LOCK, level.sql(), tree, uses, Certainty.PROVED);
  }

  private static Effect copy(Node tree, Site site) {
    return tree.find("relation")
        .map(
            table ->
                brief(
                    tree.flag("is_from") ? Act.INSERT : Act.SELECT,
                    tree,
                    site,
                    table,
                    tree.flag("is_from") ? ROW_EXCLUSIVE : ACCESS_SHARE))
        .orElseGet(() -> Statements.harmless(tree));
  }
}

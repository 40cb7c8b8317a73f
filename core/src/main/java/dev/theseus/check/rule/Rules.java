package dev.theseus.check.rule;

import java.util.List;

/// All rules.
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new AddColumnVolatileDefault(),
          new AddRequiredColumn(),
          new AddColumnSerial(),
          new AddColumnStored(),
          new AddColumnConstrainedDomain(),
          new SetNotNull(),
          new DropNotNull(),
          new ChangeColumnType(),
          new DropColumn(),
          new RenameColumn(),
          new RenameTable(),
          new RenameSchema(),
          new RenameEnumValue(),
          new AddCheck(),
          new AddForeignKey(),
          new AddUnique(),
          new AddPrimaryKey(),
          new AddExclusion(),
          new DropForeignKey(),
          new DropPrimaryKey(),
          new CreateTableForeignKey(),
          new CreateIndex(),
          new DropIndex(),
          new Reindex(),
          new RewriteTable(),
          new AlterDomain(),
          new TriggerLock(),
          new AlterSequence(),
          new RefreshView(),
          new Truncate(),
          new DropTable(),
          new DropSchema(),
          new DropView(),
          new DropCascade(),
          new AttachPartition(),
          new CreatePartition(),
          new DetachPartition(),
          new DropPartition(),
          new EnumValueUsed(),
          new EnumValueOrder(),
          new ValidateInSameTransaction(),
          new ForeignKeyNotValidPartitioned(),
          new ForeignKeyWithoutIndex(),
          new ForeignKeyTypeMismatch(),
          new ShortPrimaryKey(),
          new AloneInTransaction(),
          new ConcurrentlyPartitioned(),
          new ConcurrentlyIfNotExists(),
          new IndexShape(),
          new EarlyFourteen(),
          new ExtensionManaged(),
          new MissingLockTimeout(),
          new MissingTimeouts(),
          new WorkUnderStrongLock(),
          new SeveralTables(),
          new SeveralAlterTables(),
          new UnbalancedTransaction(),
          new UnbatchedChange(),
          new NotIdempotent(),
          new UncheckedDoBlock(),
          new FunctionBody(),
          new RefusedByServer());

  private Rules() {}

  /// Every rule there is, in the order of the documentation.
  public static List<Rule> all() {
    return ALL;
  }
}

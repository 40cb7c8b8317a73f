package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;

/// What the author of a migration asks for, in the order it is asked. Planning folds these over the
/// catalog; an operation never touches a connection.
public sealed interface Operation
    permits AddColumn,
        DropColumn,
        RenameColumn,
        ChangeType,
        SetNotNull,
        DropNotNull,
        SetDefault,
        DropDefault,
        CreateTable,
        RenameTable,
        DropTable,
        CreateIndex,
        DropIndex,
        RenameIndex,
        AddCheck,
        AddForeignKey,
        AddUnique,
        AddPrimaryKey,
        DropConstraint,
        RenameConstraint,
        SetComment,
        AddEnumValue,
        DirectStatement {

  /// The object it changes, by the name it has at this point of the migration.
  QualifiedName target();
}

package dev.theseus.migration;

import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddColumn;
import dev.theseus.operation.AddEnumValue;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.ChangeType;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.CreateTable;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DropColumn;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropDefault;
import dev.theseus.operation.DropIndex;
import dev.theseus.operation.DropNotNull;
import dev.theseus.operation.DropTable;
import dev.theseus.operation.Operation;
import dev.theseus.operation.RenameColumn;
import dev.theseus.operation.RenameConstraint;
import dev.theseus.operation.RenameIndex;
import dev.theseus.operation.RenameTable;
import dev.theseus.operation.SetComment;
import dev.theseus.operation.SetDefault;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// The tables an operation changes, as far as it names them.
final class Touched {
  private Touched() {}

  static List<QualifiedName> tables(Operation operation) {
    return switch (operation) {
      case AddColumn o -> List.of(o.table());
      case DropColumn o -> List.of(o.table());
      case RenameColumn o -> List.of(o.table());
      case ChangeType o -> List.of(o.table());
      case SetNotNull o -> List.of(o.table());
      case DropNotNull o -> List.of(o.table());
      case SetDefault o -> List.of(o.table());
      case DropDefault o -> List.of(o.table());
      case CreateTable o -> List.of(o.table());
      case RenameTable o -> List.of(o.table());
      case DropTable o -> List.of(o.table());
      case CreateIndex o -> List.of(o.table());
      case AddCheck o -> List.of(o.table());
      case AddForeignKey o -> List.of(o.table());
      case AddUnique o -> List.of(o.table());
      case AddPrimaryKey o -> List.of(o.table());
      case DropConstraint o -> List.of(o.table());
      case RenameConstraint o -> List.of(o.table());
      case SetComment o -> List.of(o.object());
      case DirectStatement o -> o.tables();
      case DropIndex o -> List.of();
      case RenameIndex o -> List.of();
      case AddEnumValue o -> List.of();
    };
  }
}

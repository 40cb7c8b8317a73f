package dev.theseus.operation;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;

/// Any other statement: carried out as written, under the lock budget.
///
/// @param target the first relation or object it names; the base schema's name twice when it names
///   none
/// @param kind the statement's kind in words, for example `create function`
/// @param tables existing tables it names, so that one that is changed in the same release can be
///   refused
/// @param locks what is known of its locks; empty when nothing is known
/// @param transactional whether it may run in a transaction
/// @param undo its inverse where there is one
/// @param warning what is not known about it; empty when everything is
/// @param atContract carried out when the old version is gone, not before the new one comes
/// @param batching for an `UPDATE`, `DELETE` or `INSERT … SELECT`, whether it is carried out in
///   batches
public record DirectStatement(
    QualifiedName target,
    String kind,
    Sql statement,
    List<QualifiedName> tables,
    List<LockUse> locks,
    boolean transactional,
    Undo undo,
    String warning,
    boolean atContract,
    Batching batching)
    implements Operation {
  /// Whether a statement that writes rows is carried out in batches.
  public enum Batching {
    /// Where the table is large.
    AUTOMATIC,
    /// Always.
    ON,
    /// Never: as written, in one transaction.
    OFF
  }

  public DirectStatement {
    tables = List.copyOf(tables);
    locks = List.copyOf(locks);
  }

  public DirectStatement(
      QualifiedName target,
      String kind,
      Sql statement,
      List<QualifiedName> tables,
      List<LockUse> locks,
      boolean transactional,
      Undo undo,
      String warning) {
    this(
        target,
        kind,
        statement,
        tables,
        locks,
        transactional,
        undo,
        warning,
        false,
        Batching.AUTOMATIC);
  }

  /// The same with another way back.
  public DirectStatement withUndo(Undo other) {
    return new DirectStatement(
        target,
        kind,
        statement,
        tables,
        locks,
        transactional,
        other,
        warning,
        atContract,
        batching);
  }

  /// The same with its author's word on batches.
  public DirectStatement withBatching(Batching word) {
    return new DirectStatement(
        target, kind, statement, tables, locks, transactional, undo, warning, atContract, word);
  }

  /// The same with other locks.
  public DirectStatement withLocks(List<LockUse> others) {
    return new DirectStatement(
        target,
        kind,
        statement,
        tables,
        others,
        transactional,
        undo,
        warning,
        atContract,
        batching);
  }

  /// Another text of the same effect that runs outside of a transaction and lets writers go on.
  public DirectStatement alone(Sql variant) {
    return new DirectStatement(
        target,
        kind,
        variant,
        tables,
        locks.stream()
            .map(lock -> LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, lock.object()))
            .toList(),
        false,
        undo,
        warning,
        atContract,
        batching);
  }

  /// The same in another text of the same effect.
  public DirectStatement instead(Sql text) {
    return new DirectStatement(
        target, kind, text, tables, locks, transactional, undo, warning, atContract, batching);
  }

  /// The same with another word on what is not known; none where its effect is.
  public DirectStatement withWarning(String other) {
    return new DirectStatement(
        target, kind, statement, tables, locks, transactional, undo, other, atContract, batching);
  }

  /// The same, carried out at contract.
  public DirectStatement later() {
    return new DirectStatement(
        target,
        kind,
        statement,
        tables,
        locks,
        transactional,
        new Undo.Restore("the old version is gone when it runs"),
        warning,
        true,
        batching);
  }
}

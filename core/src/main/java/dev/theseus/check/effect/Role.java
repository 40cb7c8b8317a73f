package dev.theseus.check.effect;

/// What a relation has to do with the statement.
public enum Role {
  /// The statement names it as the thing it changes.
  TARGET,
  /// A foreign key of the target points at it.
  REFERENCED,
  /// A foreign key of it points at the target.
  REFERENCING,
  /// It is the partitioned or inherited table above the target.
  PARENT,
  /// It is a partition or heir of the target.
  PARTITION,
  /// It has a column of the domain or type that is changed, or a view reads it.
  USING,
  /// The statement reads it.
  READ
}

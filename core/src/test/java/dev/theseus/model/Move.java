package dev.theseus.model;

/// One transaction of the engine.
///
/// @param lock what it takes on the table first and holds to its end
/// @param viewLock whether it also waits for all who use the new version's view
/// @param change what it makes of the catalog
/// @param work what it does with the row
record Move(String name, Lock lock, boolean viewLock, Change change, Work work) {
  enum Lock {
    /// Does not keep writers out, nor waits for them.
    WEAK,
    /// Waits for every transaction that has written, and keeps others out.
    STRONG
  }

  enum Work {
    NOTHING,
    /// One statement that sets the new column from the newest version of the row; fires no trigger.
    FILL,
    /// Two: the row is read, and what `up` gives is stored by another statement.
    READ_AND_FILL,
    /// The row must be filled.
    VERIFY,
    /// Its new column must not be empty.
    VERIFY_REQUIRED
  }

  /// From one committed catalog to the next.
  @FunctionalInterface
  interface Change {
    Catalog on(Catalog before);
  }

  /// @param fresh whether the new column is there
  /// @param old whether the old one is
  /// @param published whether the new version's view is
  /// @param required whether the new column may no longer be empty
  record Catalog(boolean fresh, boolean old, Trigger trigger, boolean published, boolean required) {
    static final Catalog FIRST = new Catalog(false, true, Trigger.NONE, false, false);

    Catalog withColumn(Trigger newTrigger) {
      return new Catalog(true, old, newTrigger, published, required);
    }

    Catalog with(Trigger newTrigger) {
      return new Catalog(fresh, old, newTrigger, published, required);
    }

    Catalog withPublished(boolean now) {
      return new Catalog(fresh, old, trigger, now, required);
    }

    Catalog withRequired(boolean now) {
      return new Catalog(fresh, old, trigger, published, now);
    }

    Catalog contracted() {
      return new Catalog(true, false, Trigger.NONE, published, required);
    }
  }

  static Move catalog(String name, Lock lock, Change change) {
    return new Move(name, lock, false, change, Work.NOTHING);
  }

  static Move rows(String name, Work work) {
    return new Move(name, Lock.WEAK, false, before -> before, work);
  }

  Move waitingForTheView() {
    return new Move(name, lock, true, change, work);
  }
}

package dev.theseus.model;

import dev.theseus.model.Move.Catalog;
import java.util.List;
import java.util.Optional;

/// One moment: what is committed, what is not yet, and where everybody stands. Immutable, and equal
/// when nothing that follows can differ.
record World(
    Catalog catalog,
    Optional<Row> row,
    Optional<Pending> pending,
    List<Client> clients,
    Engine engine) {
  /// The row's newest version, not committed; whoever wrote it has the row locked.
  ///
  /// @param client its number; [#ENGINE] for the engine
  /// @param row empty where it is deleted
  record Pending(int client, Optional<Row> row) {
    static final int ENGINE = -1;
  }

  /// One connection of the application, in a transaction or between two.
  ///
  /// @param done statements of this transaction that ran
  /// @param sent the one under way: it has the table's weak lock, and waits for the row
  /// @param seen the trigger's function as it was when the statement began
  record Client(boolean young, int done, Optional<Statement> sent, Trigger seen) {
    static final Client IDLE = new Client(false, 0, Optional.empty(), Trigger.NONE);

    boolean idle() {
      return equals(IDLE);
    }

    Client sending(boolean isYoung, Statement statement, Trigger trigger) {
      return new Client(isYoung, done, Optional.of(statement), trigger);
    }

    Client ran() {
      return new Client(young, done + 1, Optional.empty(), Trigger.NONE);
    }
  }

  /// @param done steps that stand
  /// @param back whether it takes them back
  /// @param point where in its transaction it is
  /// @param read what it read for [Move.Work#READ_AND_FILL]
  record Engine(int done, boolean back, Point point, Optional<Row> read) {
    enum Point {
      BETWEEN,
      OPEN,
      WORKED
    }

    static final Engine FIRST = new Engine(0, false, Point.BETWEEN, Optional.empty());

    Engine at(Point next) {
      return new Engine(done, back, next, Optional.empty());
    }

    Engine having(Optional<Row> value) {
      return new Engine(done, back, point, value);
    }
  }

  static World first() {
    return new World(
        Catalog.FIRST,
        Optional.of(Row.ofOld(1)),
        Optional.empty(),
        List.of(Client.IDLE, Client.IDLE),
        Engine.FIRST);
  }

  World {
    clients = List.copyOf(clients);
  }

  World with(int number, Client client) {
    List<Client> now =
        number == 0 ? List.of(client, clients.get(1)) : List.of(clients.get(0), client);
    return new World(catalog, row, pending, now, engine);
  }

  World with(Engine now) {
    return new World(catalog, row, pending, clients, now);
  }

  World with(Catalog now) {
    return new World(now, row, pending, clients, engine);
  }

  World withRow(Optional<Row> now) {
    return new World(catalog, now, pending, clients, engine);
  }

  World writing(int client, Optional<Row> now) {
    return new World(catalog, row, Optional.of(new Pending(client, now)), clients, engine);
  }

  /// What the transaction wrote is there for all, or, when it is given up, for nobody.
  World ended(int client, boolean commits) {
    return pending.filter(it -> it.client() == client).isEmpty()
        ? this
        : new World(
            catalog,
            commits ? pending.orElseThrow().row() : row,
            Optional.empty(),
            clients,
            engine);
  }

  /// Whether another has the row locked.
  boolean lockedFor(int client) {
    return pending.filter(it -> it.client() != client).isPresent();
  }

  /// The newest version that this one can write upon.
  Optional<Row> newest() {
    return pending.map(Pending::row).orElse(row);
  }
}

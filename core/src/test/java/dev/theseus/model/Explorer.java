package dev.theseus.model;

import dev.theseus.model.Move.Lock;
import dev.theseus.model.World.Client;
import dev.theseus.model.World.Engine;
import dev.theseus.model.World.Engine.Point;
import dev.theseus.model.World.Pending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Looks at every world that can be reached, nearest first.
///
/// Locks and visibility are those of PostgreSQL under READ COMMITTED (manual, 13.2.1 and 13.3): a
/// statement takes the table's lock when it begins, waits for whoever has the row locked, and then
/// goes on with the newest committed version; locks are held to the end of the transaction. A
/// trigger's function may be the one of the statement's begin or the one of its row.
final class Explorer {
  private static final int MOST_STATEMENTS = 2;

  private final Protocol protocol;
  private final Map<World, Way> seen = new HashMap<>();
  private final Deque<World> next = new ArrayDeque<>();

  /// @param from the world before; empty for the first
  private record Way(Optional<World> from, String by) {}

  /// @param worlds how many were looked at
  /// @param violation the shortest way to something that must not be; empty when there is none
  record Result(int worlds, List<String> violation) {}

  Explorer(Protocol protocol) {
    this.protocol = protocol;
  }

  Result explore() {
    reach(World.first(), new Way(Optional.empty(), "begin"));
    while (!next.isEmpty()) {
      World world = next.removeFirst();
      List<Then> steps = new ArrayList<>();
      for (int number = 0; number < world.clients().size(); number++) {
        client(world, number, steps);
      }
      engine(world, steps);
      for (Then step : steps) {
        Optional<String> wrong = step.wrong().or(() -> wrong(step.world()));
        if (wrong.isPresent()) {
          List<String> way = way(world);
          way.add(step.by());
          way.add(wrong.get());
          return new Result(seen.size(), way);
        }
        reach(step.world(), new Way(Optional.of(world), step.by()));
      }
    }
    return new Result(seen.size(), List.of());
  }

  /// One thing that can happen next.
  private record Then(String by, World world, Optional<String> wrong) {
    static Then of(String by, World world) {
      return new Then(by, world, Optional.empty());
    }
  }

  private void reach(World world, Way way) {
    if (seen.putIfAbsent(world, way) == null) {
      next.addLast(world);
    }
  }

  private List<String> way(World end) {
    List<String> names = new ArrayList<>();
    Optional<World> at = Optional.of(end);
    while (at.isPresent()) {
      Way way = Objects.requireNonNull(seen.get(at.get()));
      names.addFirst(way.by());
      at = way.from();
    }
    return names;
  }

  /// What must hold at every moment.
  private static Optional<String> wrong(World world) {
    return world
        .row()
        .flatMap(
            row -> {
              if (world.catalog().old() && row.old() != row.dueOld()) {
                return Optional.of("the old version reads %s".formatted(row));
              }
              boolean young = world.catalog().published() || !world.catalog().old();
              return young && row.fresh() != row.dueFresh()
                  ? Optional.of("the new version reads %s".formatted(row))
                  : Optional.empty();
            });
  }

  private void client(World world, int number, List<Then> steps) {
    Client client = world.clients().get(number);
    String name = "client %d ".formatted(number + 1);
    if (client.sent().isPresent()) {
      runs(world, number, client, steps);
      return;
    }
    if (client.done() < MOST_STATEMENTS) {
      versions(world, client)
          .forEach(
              young ->
                  Statement.menu(young)
                      .forEach(
                          it ->
                              steps.add(
                                  Then.of(
                                      name + (young ? "(new) sends " : "(old) sends ") + it,
                                      world.with(
                                          number,
                                          client.sending(young, it, world.catalog().trigger()))))));
    }
    if (!client.idle()) {
      steps.add(Then.of(name + "commits", world.with(number, Client.IDLE).ended(number, true)));
      steps.add(Then.of(name + "gives up", world.with(number, Client.IDLE).ended(number, false)));
    }
  }

  /// As which version a client can begin a statement now.
  private Stream<Boolean> versions(World world, Client client) {
    if (!client.idle()) {
      return Stream.of(client.young());
    }
    Optional<Move> open = open(world.engine());
    if (open.filter(it -> it.lock() == Lock.STRONG).isPresent()) {
      return Stream.empty();
    }
    boolean young = world.catalog().published() && open.filter(Move::viewLock).isEmpty();
    boolean old = world.catalog().old() || !protocol.gate();
    return Stream.of(false, true).filter(it -> it ? young : old);
  }

  private void runs(World world, int number, Client client, List<Then> steps) {
    if (world.lockedFor(number)) {
      return;
    }
    Statement statement = client.sent().orElseThrow();
    String by = "client %d runs %s".formatted(number + 1, statement);
    Stream.of(client.seen(), world.catalog().trigger())
        .distinct()
        .forEach(
            trigger -> {
              Optional<Row> before = world.newest();
              Optional<Row> after = statement.on(before, trigger, client.young());
              World ran = world.with(number, client.ran());
              steps.add(
                  new Then(
                      by + " with trigger " + trigger,
                      after.equals(before) && statement.kind() == Statement.Kind.DELETE
                          ? ran
                          : ran.writing(number, after),
                      failure(world, client, after)));
            });
  }

  private static Optional<String> failure(World world, Client client, Optional<Row> after) {
    if (!client.young() && !world.catalog().old()) {
      return Optional.of("fails: the old column is gone");
    }
    if (client.young() && !world.catalog().published()) {
      return Optional.of("fails: the view is gone");
    }
    return after
        .filter(row -> world.catalog().required() && row.fresh() == Row.NULL)
        .map(row -> "fails: the new column is empty in %s".formatted(row));
  }

  /// The transaction the engine is in.
  private Optional<Move> open(Engine engine) {
    return engine.point() == Point.BETWEEN ? Optional.empty() : Optional.of(move(engine));
  }

  private Move move(Engine engine) {
    if (engine.back()) {
      return protocol.steps().get(engine.done() - 1).back().orElseThrow();
    }
    return engine.done() < protocol.steps().size()
        ? protocol.steps().get(engine.done()).forward()
        : protocol.contract();
  }

  private void engine(World world, List<Then> steps) {
    Engine engine = world.engine();
    if (engine.point() != Point.BETWEEN) {
      World dead = world.with(engine.at(Point.BETWEEN)).ended(Pending.ENGINE, false);
      steps.add(Then.of("engine dies and is started again", dead));
    }
    switch (engine.point()) {
      case BETWEEN -> between(world, steps);
      case OPEN -> works(world, steps);
      case WORKED -> {
        Move move = move(engine);
        steps.add(Then.of("engine commits " + move.name(), committed(world, move)));
      }
    }
  }

  private void between(World world, List<Then> steps) {
    Engine engine = world.engine();
    if (engine.done() > protocol.steps().size()) {
      return;
    }
    if (!engine.back() && engine.done() > 0) {
      Engine back = new Engine(engine.done(), true, Point.BETWEEN, Optional.empty());
      steps.add(Then.of("engine turns back", world.with(undone(back))));
    }
    Move move = move(engine);
    boolean contract = !engine.back() && engine.done() == protocol.steps().size();
    if (mayLock(world, move) && (!contract || !protocol.gate() || noneOld(world))) {
      steps.add(Then.of("engine begins " + move.name(), world.with(engine.at(Point.OPEN))));
    }
  }

  private static boolean noneOld(World world) {
    return world.clients().stream().allMatch(it -> it.idle() || it.young());
  }

  private static boolean mayLock(World world, Move move) {
    return world.clients().stream()
        .filter(it -> !it.idle())
        .noneMatch(it -> move.lock() == Lock.STRONG || (move.viewLock() && it.young()));
  }

  private void works(World world, List<Then> steps) {
    Move move = move(world.engine());
    World worked = world.with(world.engine().at(Point.WORKED));
    switch (move.work()) {
      case NOTHING -> steps.add(Then.of("engine does " + move.name(), worked));
      case VERIFY -> steps.add(finds("engine verifies", worked, row -> !row.filled()));
      case VERIFY_REQUIRED ->
          steps.add(finds("engine proves", worked, row -> row.fresh() == Row.NULL));
      case FILL -> {
        if (!world.lockedFor(Pending.ENGINE)) {
          steps.add(Then.of("engine fills", filled(worked, world.newest())));
        }
      }
      case READ_AND_FILL -> {
        Optional<Row> read = world.engine().read();
        if (read.isEmpty() && world.row().isPresent()) {
          Engine knows = world.engine().having(world.row());
          steps.add(Then.of("engine reads", world.with(knows)));
        } else if (!world.lockedFor(Pending.ENGINE)) {
          steps.add(Then.of("engine stores", filled(worked, read)));
        }
      }
    }
  }

  private static Then finds(String by, World world, Predicate<Row> wrong) {
    return new Then(by, world, world.row().filter(wrong).map(row -> "finds %s".formatted(row)));
  }

  private static World filled(World world, Optional<Row> from) {
    return world
        .newest()
        .flatMap(row -> from.map(it -> row.withStored(row.old(), Row.up(it.old()))))
        .filter(row -> !world.newest().equals(Optional.of(row)))
        .map(row -> world.writing(Pending.ENGINE, Optional.of(row)))
        .orElse(world);
  }

  private World committed(World world, Move move) {
    Engine engine = world.engine();
    int done = engine.back() ? engine.done() - 1 : engine.done() + 1;
    Engine after = new Engine(done, engine.back(), Point.BETWEEN, Optional.empty());
    World now = world.ended(Pending.ENGINE, true).with(move.change().on(world.catalog()));
    if (world.catalog().fresh() && !now.catalog().fresh()) {
      now =
          now.withRow(
              now.row().map(it -> new Row(it.old(), Row.NULL, it.dueOld(), Row.up(it.dueOld()))));
    }
    return now.with(undone(after));
  }

  /// Steps without a way back are taken back by themselves, and who has taken back all may begin
  /// anew.
  private Engine undone(Engine engine) {
    if (!engine.back()) {
      return engine;
    }
    int done = engine.done();
    while (done > 0 && protocol.steps().get(done - 1).back().isEmpty()) {
      done--;
    }
    return new Engine(done, done > 0, Point.BETWEEN, Optional.empty());
  }
}

package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.testkit.ChildJvm;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Lets runners in processes of their own begin a command and kills them with SIGKILL at a moment.
///
/// The next victim is started ahead, because a JVM takes longer to start than a step takes to run.
final class Killer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Proxy proxy;
  private final Path planFile;
  private final Random random;
  private final Map<String, Integer> statements = new HashMap<>();
  private ChildJvm next;

  Killer(Arena arena, Path directory, Random random) throws IOException {
    this.proxy = Proxy.before(arena.database());
    this.planFile = arena.planFile(directory);
    this.random = random;
    this.next = spawn();
  }

  /// Runs a command undisturbed in this process and learns how many statements each step sends.
  void learn(Arena arena, Consumer<Theseus> command) {
    AtomicInteger before = new AtomicInteger();
    command.accept(
        arena.theseus(
            proxy.dataSource(),
            event -> {
              switch (event) {
                case MigrationEvent.StepStarted e -> before.set(proxy.statements().size());
                case MigrationEvent.StepFinished e ->
                    statements.put(e.step(), proxy.statements().size() - before.get());
                default -> {}
              }
            }));
  }

  /// Begins the command in another process and kills it at the moment.
  void kill(Moment moment) throws IOException, InterruptedException {
    ChildJvm victim = next;
    victim.awaitLine("READY", LIMIT);
    victim.send("%s %s %s".formatted(moment.command(), moment.point(), moment.step()));
    victim.awaitLine("AT", LIMIT);
    if (moment.point() == Moment.Point.INSIDE) {
      AtomicInteger left =
          new AtomicInteger(1 + random.nextInt(statements.getOrDefault(moment.step(), 3)));
      proxy.onStatement(sql -> left.decrementAndGet() == 0, Fault.FREEZE);
      victim.send("go on");
      Pause.until(
          "a statement of " + moment,
          LIMIT,
          () -> proxy.sprung() || victim.output().contains("ENDED"));
    }
    victim.kill();
    assertThat(victim.output()).as(moment.toString()).noneMatch(line -> line.contains("FAILED"));
    proxy.onStatement(sql -> false, Fault.FREEZE);
    proxy.dropAll();
    next = spawn();
  }

  private ChildJvm spawn() throws IOException {
    return ChildJvm.start(Victim.class, proxy.jdbcUrl(), planFile.toString());
  }

  @Override
  public void close() throws IOException {
    next.close();
    proxy.close();
  }
}

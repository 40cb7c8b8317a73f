package dev.theseus.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A program of the test class path in a JVM of its own, to be killed at a chosen line of its
/// output.
///
/// It sees the `theseus.*` system properties of this JVM. Standard error is part of its output.
///
/// Thread safe.
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int read;
  private boolean ended;

  private ChildJvm(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().name("child-" + process.pid()).start(this::collect);
  }

  /// Starts the `main` method of a class.
  public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return startBy(List.of(), main, arguments);
  }

  /// Starts it through another program, which replaces itself by the command that follows its own
  /// words.
  public static ChildJvm startBy(List<String> program, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("theseus.") || name.equals("java.io.tmpdir"))
        .sorted()
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// The process number.
  public long pid() {
    return process.pid();
  }

  /// Returns the next line that holds this text; lines before it are skipped.
  ///
  /// @throws AssertionError when the program ends or the limit passes without one; it holds the
  ///   whole output
  public String awaitLine(String containing, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (true) {
        while (read < lines.size()) {
          String line = lines.get(read++);
          if (line.contains(containing)) {
            return line;
          }
        }
        if (ended || left <= 0) {
          throw new AssertionError(
              "no line with '%s' %s:%n%s"
                  .formatted(
                      containing,
                      ended ? "until the end" : "within " + limit,
                      String.join("\n", lines)));
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Sends a line to the program's standard input.
  public void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /// Ends the program as `kill -9` does, and returns when it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Waits for the program to end by itself; answers its exit code.
  ///
  /// @throws AssertionError when the limit passes
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError(
          "still running after %s:%n%s".formatted(limit, String.join("\n", output())));
    }
    return process.exitValue();
  }

  /// All lines so far.
  public List<String> output() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  /// Kills the program if it still runs.
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void collect() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(output lost: " + e.getMessage() + ")");
    }
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

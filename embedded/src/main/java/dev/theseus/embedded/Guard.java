package dev.theseus.embedded;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The shell process between this program and one server (`guard.sh`). It lives as long as its
/// input is open, and removes the server's directory when it ends, also when this program was
/// killed.
///
/// Not thread safe: its owner serialises the calls.
final class Guard {
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;
  private long pid;
  private boolean running;

  /// Who does what at the end.
  ///
  /// @param directory removed when the guard ends
  /// @param log where the server writes its messages
  /// @param last how the server is ended when the guard loses its owner
  record Duty(Path directory, Path log, ShutdownMode last) {}

  private Guard(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static Guard over(Duty duty, List<String> server) throws IOException {
    List<String> command = new ArrayList<>();
    if (onPath("setsid")) {
      // a group of its own, so that Ctrl-C in the terminal does not end the server before its users
      command.add("setsid");
    }
    command.addAll(List.of("sh", "-c", script(), "theseus-postgres-guard"));
    command.addAll(
        List.of(duty.directory().toString(), duty.log().toString(), duty.last().signal()));
    command.addAll(server);
    ProcessBuilder builder = new ProcessBuilder(command);
    Environment.clean(builder.environment());
    builder.directory(new File("/"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Guard(builder.start());
  }

  /// Starts the server's process; it is not ready yet.
  void start() throws IOException {
    order("start");
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith("started ")) {
      throw new IOException("the guard process ended before it started the server");
    }
    pid = Long.parseLong(answer.substring("started ".length()));
    running = true;
  }

  /// The process of the server that was started last.
  long pid() {
    return pid;
  }

  boolean running() throws IOException {
    while (running && answers.ready()) {
      String answer = answers.readLine();
      running = answer != null && !answer.startsWith("exited ");
    }
    return running && process.isAlive();
  }

  void signal(ShutdownMode mode) throws IOException {
    order(mode.signal());
  }

  /// Waits for the server's end; false when it still runs after `limit`.
  boolean awaitExit(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (running()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }

  /// Ends the guard, and by it the server and the directory.
  void end() throws IOException, InterruptedException {
    release();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("process " + process.pid() + " did not end within 30 s; kill it");
    }
    answers.close();
  }

  /// Tells the guard to end, which it does in its own time.
  void release() {
    try {
      orders.close();
    } catch (IOException e) {
      // the guard is gone already: there is nobody to tell
    }
  }

  private void order(String word) throws IOException {
    orders.write(word);
    orders.write('\n');
    orders.flush();
  }

  private static String script() throws IOException {
    try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
      byte[] bytes = Objects.requireNonNull(script, "guard.sh is part of this jar").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}

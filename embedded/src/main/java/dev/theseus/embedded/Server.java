package dev.theseus.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One data directory with its guard and, while it runs, its postmaster.
///
/// Thread safe: one call at a time.
final class Server implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int TRIES = 25;
  private static final long RETRY_PAUSE_MILLIS = 40;
  private static final int STATUS_LINE = 8;

  /// The folder of databases in a data directory.
  private static final Path BASE = Path.of("base");

  private final ReentrantLock lock = new ReentrantLock();
  private final Installation installation;
  private final ServerFiles files;
  private final Settings settings;
  private volatile int port;
  private boolean portKept;
  private @Nullable Guard guard;

  /// How the data directory comes to be.
  interface Origin {
    void fill(Path data) throws IOException;
  }

  Server(Installation installation, ServerFiles files, Settings settings, int wantedPort) {
    this.installation = installation;
    this.files = files;
    this.settings = settings;
    this.portKept = wantedPort != 0;
    this.port = wantedPort;
  }

  int port() {
    return port;
  }

  int major() {
    return installation.major();
  }

  ServerFiles files() {
    return files;
  }

  Settings settings() {
    return settings;
  }

  Installation installation() {
    return installation;
  }

  /// Makes the data directory, unless the caller's exists, and starts the server. Nothing is left
  /// when that fails.
  void create(Origin origin) {
    lock.lock();
    try {
      // the guard is there before the first file, so that no moment is left in which being killed
      // leaves one
      ShutdownMode last = files.temporary() ? ShutdownMode.IMMEDIATE : ShutdownMode.FAST;
      String program = installation.program("postgres").toString();
      List<String> command = List.of(program, "-D", files.data().toString());
      guard =
          Guard.over(
              new Guard.Duty(files.base(), files.log(), last),
              installation.account().command(command));
      Directories.createPrivate(files.base());
      if (!Files.exists(files.data().resolve("PG_VERSION"))) {
        origin.fill(files.data());
      }
      checkMajor();
      start();
    } catch (IOException | RuntimeException e) {
      throw abandoned(e);
    } finally {
      lock.unlock();
    }
  }

  /// @param single whether only the database `postgres` is wanted
  void copyTemplate(String superuser, Path data, boolean single) throws IOException {
    if (Files.isDirectory(data)) {
      // an empty directory of the caller's; a full one is refused here
      Files.delete(data);
    }
    Path template = installation.template(superuser);
    if (single) {
      Path newest = newestDatabase(template);
      Directories.copy(
          template,
          data,
          path -> path.startsWith(newest) ? !isMap(path) : !BASE.equals(path.getParent()));
    } else {
      Directories.copy(template, data, path -> true);
    }
  }

  /// Whether the file says where another has room or is all visible, which the server finds out by
  /// itself too: a fifth of all files.
  private static boolean isMap(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith("_fsm") || name.endsWith("_vm");
  }

  /// The folder of the database that was made last, which is `postgres`.
  private static Path newestDatabase(Path template) throws IOException {
    try (Stream<Path> folders = Files.list(template.resolve(BASE))) {
      return folders
          .map(folder -> template.relativize(folder))
          .max(
              Comparator.comparingInt(
                  folder -> Integer.parseInt(String.valueOf(folder.getFileName()))))
          .orElse(BASE);
    }
  }

  void start() {
    lock.lock();
    try {
      for (int tries = 1; !running(); tries++) {
        if (!portKept && (tries > 1 || port == 0)) {
          port = Ports.free();
        }
        settings.write(files.data(), port);
        installation.account().own(files.base());
        installation.account().own(files.data());
        long logged = files.logLength();
        Guard started = guard();
        started.start();
        if (awaitReady(started)) {
          portKept = true;
        } else if (tries == TRIES || !mayWorkLater(files.messagesFrom(logged))) {
          throw failed("did not start", null);
        } else {
          pause(RETRY_PAUSE_MILLIS * tries);
        }
      }
    } catch (IOException e) {
      throw failed("did not start", e);
    } finally {
      lock.unlock();
    }
  }

  void stop(ShutdownMode mode) {
    lock.lock();
    try {
      Guard running = guard();
      if (!running.running()) {
        return;
      }
      running.signal(mode);
      if (!running.awaitExit(STOP_LIMIT)) {
        running.signal(ShutdownMode.IMMEDIATE);
        if (!running.awaitExit(STOP_LIMIT)) {
          throw failed("did not stop within " + STOP_LIMIT.multipliedBy(2), null);
        }
      }
    } catch (IOException e) {
      throw failed("did not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was being stopped when the thread was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  boolean running() {
    lock.lock();
    try {
      return guard != null && guard.running();
    } catch (IOException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  long pid() {
    lock.lock();
    try {
      if (!running()) {
        throw new IllegalStateException("the server on port " + port + " does not run");
      }
      return guard().pid();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      Guard ending = guard;
      guard = null;
      if (ending != null) {
        ending.end();
      }
    } catch (IOException e) {
      throw failed("did not end", e);
    } catch (InterruptedException e) {
      // the guard has lost its input and finishes by itself
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Has the guard end everything, and does not wait for it.
  void release() {
    lock.lock();
    try {
      Guard ending = guard;
      guard = null;
      if (ending != null) {
        ending.release();
      }
    } finally {
      lock.unlock();
    }
  }

  private Guard guard() {
    if (guard == null) {
      throw new IllegalStateException("the server on port " + port + " is closed");
    }
    return guard;
  }

  private boolean awaitReady(Guard started) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (started.running()) {
      if (ready(started.pid())) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        throw failed("was not ready within " + START_LIMIT, null);
      }
      pause(2);
    }
    return false;
  }

  private void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was being started when the thread was interrupted", e);
    }
  }

  /// The postmaster writes its state into the eighth line of its file, long after it has begun to
  /// listen on its port; a file of another process is an old one.
  private boolean ready(long pid) {
    try {
      List<String> lines = Files.readAllLines(files.data().resolve("postmaster.pid"));
      return lines.size() >= STATUS_LINE
          && lines.get(0).strip().equals(Long.toString(pid))
          && (lines.get(STATUS_LINE - 1).startsWith("ready")
              || lines.get(STATUS_LINE - 1).startsWith("standby"));
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Another port may be free; and the backends of a postmaster that was killed end by themselves
  /// once they notice it.
  private boolean mayWorkLater(String messages) {
    return messages.contains("pre-existing shared memory block")
        || (!portKept && messages.contains("could not bind"));
  }

  private void checkMajor() throws IOException {
    String version = Files.readString(files.data().resolve("PG_VERSION")).strip();
    if (!version.equals(Integer.toString(major()))) {
      throw new EmbeddedPostgresException(
          "the data directory %s is of PostgreSQL %s, not %d; name its major or another directory"
              .formatted(files.data(), version, major()));
    }
  }

  private EmbeddedPostgresException abandoned(Exception cause) {
    EmbeddedPostgresException failure =
        cause instanceof EmbeddedPostgresException known ? known : failed("did not start", cause);
    try {
      close();
    } catch (EmbeddedPostgresException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private EmbeddedPostgresException failed(String what, @Nullable Throwable cause) {
    Path kept = files.keepLog();
    return new EmbeddedPostgresException(
        "PostgreSQL %d on port %d %s (data directory %s); its log is kept in %s and ends with:%n%s"
            .formatted(major(), port, what, files.data(), kept, files.lastMessages()),
        kept,
        cause);
  }
}

package dev.theseus.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The folder of this user where unpacked programs and initialised data directories are kept
/// between runs.
///
/// It is `$XDG_CACHE_HOME/theseus`, else `~/.cache/theseus`, else a folder under the temporary
/// directory. An entry appears whole or not at all: it is made aside and renamed, under a lock that
/// dies with its process. Safe for many threads and processes.
final class Cache {
  private static final ReentrantLock THREADS = new ReentrantLock();
  private static final String ASIDE = ".aside-";
  private final Path root;

  Cache(Path root) {
    this.root = root;
  }

  /// Fills a directory that does not exist yet.
  interface Filler {
    void fill(Path directory) throws IOException;
  }

  static Cache ofUser(Account account) throws IOException {
    if (account == Account.NOBODY) {
      return new Cache(ofNobody());
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home");
    Path base = temporary().resolve("theseus-" + System.getProperty("user.name", "user"));
    for (Path wanted :
        xdg != null && !xdg.isBlank()
            ? List.of(Path.of(xdg, "theseus"))
            : home != null && !home.isBlank() && !home.equals("?")
                ? List.of(Path.of(home, ".cache", "theseus"))
                : List.<Path>of()) {
      try {
        Files.createDirectories(wanted);
        if (wanted.isAbsolute() && Files.isWritable(wanted)) {
          return new Cache(wanted);
        }
      } catch (IOException e) {
        // a home that cannot be written, as in many containers: the temporary directory serves as
        // well
        break;
      }
    }
    return new Cache(ownOnly(base));
  }

  /// User 65534 cannot enter root's home, so its programs lie where everybody may read and only
  /// root may write.
  private static Path ofNobody() throws IOException {
    return ownOnly(temporary().resolve("theseus-shared"));
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
  }

  /// A folder in a place where others may write too must be ours: programs from it are run.
  private static Path ownOnly(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path probe = Files.createTempFile(folder, "owner", null);
    boolean ours =
        Files.getOwner(probe).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))
            && !Files.isSymbolicLink(folder);
    Files.delete(probe);
    if (!ours) {
      throw new EmbeddedPostgresException(
          "the cache folder "
              + folder
              + " belongs to somebody else; delete it or set XDG_CACHE_HOME");
    }
    return folder;
  }

  /// The entry of this name, made by `filler` if it is not there yet.
  Path obtain(String name, Filler filler) throws IOException {
    Path entry = root.resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    THREADS.lock();
    try {
      Files.createDirectories(root);
      try (FileChannel file =
              FileChannel.open(
                  root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var processes = file.lock()) {
        if (processes.isValid() && !Files.isDirectory(entry)) {
          removeLeftovers();
          Path aside = root.resolve(ASIDE + UUID.randomUUID());
          filler.fill(aside);
          Files.move(aside, entry, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } finally {
      THREADS.unlock();
    }
    return entry;
  }

  /// Whoever holds the lock is alone: what lies aside belongs to a process that was killed.
  private void removeLeftovers() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(root)) {
      leftovers = files.filter(p -> p.getFileName().toString().startsWith(ASIDE)).toList();
    }
    for (Path leftover : leftovers) {
      Directories.delete(leftover);
    }
  }
}

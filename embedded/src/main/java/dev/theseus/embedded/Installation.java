package dev.theseus.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs of one major, unpacked, and an initialised data directory to copy.
///
/// @param major PostgreSQL's major version
/// @param account as whom the programs run
/// @param cache where the programs and the data template lie
/// @param home the folder that holds `bin`, `lib` and `share`
record Installation(int major, Account account, Cache cache, Path home) {
  /// Raised when unpacked programs are changed in another way.
  private static final String LAYOUT = "-2";

  private static final int EXECUTABLE = 0b001_000_000;

  static Installation of(int major) {
    BinaryJar jar = BinaryJar.of(major);
    Account account = Account.current();
    try {
      Cache cache = Cache.ofUser(account);
      Path home = cache.obtain(entryName(jar), directory -> unpack(jar, directory));
      return new Installation(major, account, cache, home);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          jar.file() + " could not be unpacked; free disk space or download the jar again", e);
    }
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /// An initialised data directory with this superuser; never started, only copied.
  Path template(String superuser) throws IOException {
    // hexadecimal, because a role's name may hold anything
    String suffix = HexFormat.of().formatHex(superuser.getBytes(StandardCharsets.UTF_8));
    return cache.obtain(
        home.getFileName() + "-data-" + suffix, directory -> initialise(directory, superuser));
  }

  private static String entryName(BinaryJar jar) throws IOException {
    return "postgres-"
        + Platform.current()
        + "-"
        + jar.version()
        + "-"
        + Files.size(jar.file())
        + LAYOUT;
  }

  private void initialise(Path directory, String superuser) throws IOException {
    String password = Access.password();
    // C.UTF-8 knows letters outside ASCII and sorts the same everywhere; not every C library has it
    String output = initdb(directory, superuser, password, "C.UTF-8");
    if (!Files.exists(directory.resolve("PG_VERSION"))) {
      Directories.delete(directory);
      output = initdb(directory, superuser, password, "C");
    }
    if (!Files.exists(directory.resolve("PG_VERSION"))) {
      throw new EmbeddedPostgresException(
          "initdb of PostgreSQL " + major + " failed in " + directory + ":\n" + output);
    }
    Access.open(directory, password);
  }

  private String initdb(Path directory, String superuser, String password, String locale)
      throws IOException {
    Directories.createPrivate(directory);
    account.own(directory);
    Path secret = directory.resolveSibling(directory.getFileName() + "-password");
    Access.writePrivate(secret, password);
    try {
      account.own(secret);
      List<String> command = new ArrayList<>(List.of(program("initdb").toString()));
      command.addAll(List.of("-D", directory.toString(), "-U", superuser, "-A", "trust"));
      command.addAll(List.of("-E", "UTF8", "--locale=" + locale, "-N", "--pwfile=" + secret));
      return output(command, directory);
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  /// Runs a program that fills the directory; `PG_VERSION` is not there when it failed.
  private String output(List<String> command, Path directory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(account.command(command));
    Environment.clean(builder.environment());
    builder.redirectErrorStream(true);
    builder.directory(directory.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      } else if (process.exitValue() != 0) {
        Files.deleteIfExists(directory.resolve("PG_VERSION"));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while initdb ran", e);
    }
    return output;
  }

  private static void unpack(BinaryJar jar, Path directory) throws IOException {
    Files.createDirectories(directory);
    try (JarFile file = new JarFile(jar.file().toFile())) {
      JarEntry archive = archiveIn(file);
      try (InputStream bytes = new BufferedInputStream(file.getInputStream(archive));
          var tar = new TarArchiveInputStream(new XZInputStream(bytes))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          write(tar, entry, directory);
        }
      }
    }
    Trusted.mark(directory);
  }

  private static JarEntry archiveIn(JarFile file) throws IOException {
    for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
      JarEntry entry = all.nextElement();
      if (entry.getName().endsWith(".txz")) {
        return entry;
      }
    }
    throw new IOException(file.getName() + " holds no .txz archive");
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory)
      throws IOException {
    Path to = directory.resolve(entry.getName()).normalize();
    if (!to.startsWith(directory)) {
      throw new IOException("the archive entry " + entry.getName() + " leaves its folder");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(to);
      return;
    }
    Files.createDirectories(Objects.requireNonNull(to.getParent(), "the archive has a root"));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(to, directory.resolve(entry.getLinkName()).normalize());
    } else {
      Files.copy(tar, to);
      Files.setPosixFilePermissions(to, permissions((entry.getMode() & EXECUTABLE) != 0));
    }
  }

  private static Set<PosixFilePermission> permissions(boolean executable) {
    return PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
  }
}

package dev.theseus.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where one server keeps its files.
///
/// @param base the temporary directory that is removed at the end
/// @param data the cluster's directory
/// @param log the server's messages
record ServerFiles(Path base, Path data, Path log) {
  private static final int SHOWN_LINES = 25;

  static ServerFiles of(int major, @Nullable Path data, @Nullable Path log) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
    Path base = temporary.resolve("theseus-postgres-" + major + "-" + UUID.randomUUID());
    return new ServerFiles(
        base,
        data == null ? base.resolve("data") : data,
        log == null ? base.resolve("server.log") : log);
  }

  boolean temporary() {
    return data.startsWith(base);
  }

  /// The last lines of the log; empty when there is none.
  String lastMessages() {
    List<String> lines = messagesFrom(0).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /// How many bytes the log has now.
  long logLength() {
    try {
      return Files.size(log);
    } catch (IOException notThereYet) {
      return 0;
    }
  }

  /// What the log says behind this many bytes.
  String messagesFrom(long offset) {
    try {
      byte[] bytes = Files.readAllBytes(log);
      int from = (int) Math.min(offset, bytes.length);
      return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /// Saves the log from being removed with the server, as far as the disk allows; answers where it
  /// is now.
  Path keepLog() {
    if (!log.startsWith(base)) {
      return log;
    }
    Path kept = base.resolveSibling(base.getFileName() + ".log");
    try {
      return Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      return log;
    }
  }
}

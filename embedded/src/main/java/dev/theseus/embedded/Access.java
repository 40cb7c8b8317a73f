package dev.theseus.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Who may connect to a server: anybody on this machine, or who knows a password.
///
/// Every data directory knows a password of its superuser, which only matters once it is locked.
final class Access {
  private static final String FILE = "theseus.password";
  private static final int PASSWORD_BYTES = 24;

  private Access() {}

  /// A password that nobody can guess.
  static String password() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Writes a file that only this user can read.
  static void writePrivate(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardOpenOption.WRITE);
  }

  /// Lets everybody on this machine in.
  static void open(Path data, String password) throws IOException {
    writePrivate(data.resolve(FILE), password);
    Files.writeString(data.resolve("pg_hba.conf"), lines("trust"));
  }

  /// Lets in only who knows the password. What the server keeps of it is salted and hashed; it
  /// travels as it is, but only over the loopback interface, which no other user can listen on: the
  /// exchange that spares that costs a program that has just begun a tenth of a second.
  static void lock(Path data) throws IOException {
    Files.writeString(data.resolve("pg_hba.conf"), lines("password"));
  }

  /// The superuser's password.
  static String ofSuperuser(Path data) {
    try {
      return Files.readString(data.resolve(FILE), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "the data directory "
              + data
              + " was made without a password; name another one, or start it without",
          e);
    }
  }

  private static String lines(String method) {
    return """
    host all all 127.0.0.1/32 %1$s
    host replication all 127.0.0.1/32 %1$s
    """
        .formatted(method);
  }
}

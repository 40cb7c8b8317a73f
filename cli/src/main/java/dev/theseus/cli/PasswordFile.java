package dev.theseus.cli;

import dev.theseus.cli.DatabaseAddress.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// libpq's password file: lines of `host:port:database:user:password`, `*` for any. As with libpq,
/// a file that others may read is not used.
///
/// @param path `PGPASSFILE`, by default `~/.pgpass`
record PasswordFile(Path path) {
  static PasswordFile of(Map<String, String> environment) {
    String named = environment.getOrDefault("PGPASSFILE", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    return new PasswordFile(named.isEmpty() ? Path.of(home, ".pgpass") : Path.of(named));
  }

  /// The password of the first line that fits.
  Optional<String> find(DatabaseAddress address) {
    if (!Files.isRegularFile(path) || readableByOthers()) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(path).stream()
          .filter(line -> !line.startsWith("#"))
          .map(PasswordFile::fields)
          .filter(fields -> fields.size() == 5 && fits(fields, address))
          .map(List::getLast)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean readableByOthers() {
    try {
      return Files.getPosixFilePermissions(path).stream()
          .anyMatch(
              permission ->
                  permission == PosixFilePermission.GROUP_READ
                      || permission == PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean fits(List<String> fields, DatabaseAddress address) {
    for (Host host : address.hosts()) {
      if (fits(fields.get(0), host.name())
          && fits(fields.get(1), String.valueOf(host.port()))
          && fits(fields.get(2), address.database())
          && fits(fields.get(3), address.user())) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(String pattern, String value) {
    return pattern.equals("*") || pattern.equals(value);
  }

  /// Splits at colons; `\:` and `\\` stand for the character itself.
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}

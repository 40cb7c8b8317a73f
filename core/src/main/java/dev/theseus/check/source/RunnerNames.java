package dev.theseus.check.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which runner names its files like this one.
final class RunnerNames {
  private static final Pattern FLYWAY =
      Pattern.compile("(?:[VUB]\\d+(?:[._]\\d+)*__.*|R__.*)\\.sql");
  private static final Pattern FLYWAY_CALLBACK =
      Pattern.compile("(?:before|after|create|drop)[A-Z]?\\w*(?:__.*)?\\.sql");
  private static final Pattern POSTGRATOR = Pattern.compile("\\d+\\.(?:do|undo)(?:\\..*)?\\.sql");
  private static final int PARENTS = 4;

  private RunnerNames() {}

  static Runner of(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    String lower = name.toLowerCase(Locale.ROOT);
    if (FLYWAY.matcher(name).matches()) {
      return Runner.FLYWAY;
    }
    if (lower.equals("up.sql") || lower.equals("down.sql")) {
      return Runner.DIESEL;
    }
    if (lower.equals("migration.sql")) {
      return Runner.PRISMA;
    }
    if (lower.endsWith(".up.sql") || lower.endsWith(".down.sql")) {
      return belowCargo(file) ? Runner.SQLX : Runner.GOLANG_MIGRATE;
    }
    if (lower.endsWith("-up.sql")
        || (lower.endsWith("-down.sql") && DownNames.isPaired(file, name))) {
      return Runner.DB_MIGRATE;
    }
    return POSTGRATOR.matcher(lower).matches() ? Runner.POSTGRATOR : Runner.PLAIN;
  }

  /// Whether it is the name of one of Flyway's migrations.
  static boolean isFlyways(String name) {
    return FLYWAY.matcher(name).matches();
  }

  /// Whether Flyway runs a file of this name, as a migration or as a callback.
  static boolean flywayRuns(String name) {
    return FLYWAY.matcher(name).matches() || FLYWAY_CALLBACK.matcher(name).matches();
  }

  private static boolean belowCargo(Path file) {
    Path above = file.toAbsolutePath().normalize().getParent();
    for (int i = 0; i < PARENTS && above != null; i++) {
      if (Files.exists(above.resolve("Cargo.toml"))) {
        return true;
      }
      above = above.getParent();
    }
    return false;
  }
}

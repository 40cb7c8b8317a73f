package dev.theseus.cli;

import dev.theseus.cli.guide.Draft;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a guide writes its migration: named like the others of the folder, with the next number.
///
/// @param path where it is
/// @param shown as the user would name it
record GuideFile(Path path, Path shown) {
  private static final Pattern FLYWAY = Pattern.compile("V(\\d+)(?:[._]\\d+)*__.*\\.sql");
  private static final Pattern NUMBERED = Pattern.compile("(\\d+)([_.-]).*?((?:\\.up)?\\.sql)");
  private static final Pattern MIGRATION = Pattern.compile(".*\\.(sql|ya?ml|json)");

  /// **Refused** when the file exists.
  static GuideFile of(
      Session session, Draft draft, Optional<Path> migrations, @Nullable Path wanted) {
    Path named = wanted == null ? migrations.orElse(Path.of("")) : wanted;
    Path place = session.directory().resolve(named);
    Path shown =
        Files.isDirectory(place) ? named.resolve(name(migrations(place), draft.name())) : named;
    Path path = session.directory().resolve(shown);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          "file '%s' exists already; nothing was written".formatted(shown),
          "name another file with --write");
    }
    if (!shown.toString().endsWith(".sql")) {
      throw new UsageException(
          "'%s' is neither a folder that exists nor the name of an .sql file".formatted(shown),
          "name a file such as V2__change.sql with --write");
    }
    return new GuideFile(path, shown);
  }

  String fileName() {
    return String.valueOf(path.getFileName());
  }

  void write(String text) {
    try {
      Path folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(path, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new MigrationException(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "'%s' cannot be written: %s".formatted(shown, e),
              "name a file with --write that does not exist, in a folder that you may write to"),
          e);
    }
  }

  /// The names of the migrations in a folder.
  static List<String> migrations(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> MIGRATION.matcher(name).matches())
          .toList();
    } catch (IOException e) {
      throw new UsageException(
          "'%s' cannot be read: %s".formatted(folder, e.getClass().getSimpleName()),
          "name a folder that you may read");
    }
  }

  /// The name in the style of the others.
  static String name(List<String> others, String name) {
    List<MatchResult> flyway = all(FLYWAY, others);
    if (!flyway.isEmpty()) {
      return "V%d__%s.sql".formatted(next(flyway), name);
    }
    List<MatchResult> numbered = all(NUMBERED, others);
    if (numbered.isEmpty()) {
      return name + ".sql";
    }
    MatchResult last = numbered.getLast();
    int width = numbered.stream().mapToInt(one -> one.group(1).length()).max().orElse(1);
    String number = next(numbered).toString();
    String zeros = "0".repeat(Math.max(0, width - number.length()));
    return zeros + number + last.group(2) + name + last.group(3);
  }

  private static List<MatchResult> all(Pattern pattern, List<String> names) {
    return names.stream()
        .filter(name -> !name.endsWith(".down.sql"))
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult)
        .toList();
  }

  private static BigInteger next(List<MatchResult> numbered) {
    return numbered.stream()
        .map(one -> new BigInteger(one.group(1)))
        .max(BigInteger::compareTo)
        .orElse(BigInteger.ZERO)
        .add(BigInteger.ONE);
  }
}

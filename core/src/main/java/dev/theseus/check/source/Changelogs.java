package dev.theseus.check.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// Liquibase's changelogs in other forms than SQL, which are not read.
final class Changelogs {
  static final String NOTE =
      "left out: of Liquibase's changelogs only those in formatted SQL are read; liquibase"
          + " update-sql writes the SQL of others";

  private static final Pattern NAME = Pattern.compile(".*\\.(xml|ya?ml|json)");
  private static final int HEAD_BYTES = 4 << 10;

  private Changelogs() {}

  static boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return NAME.matcher(name).matches() && head(file).contains("databaseChangeLog");
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}

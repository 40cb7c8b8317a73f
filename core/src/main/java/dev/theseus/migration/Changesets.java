package dev.theseus.migration;

import dev.theseus.error.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Liquibase's formatted SQL: one file, several changesets. Attributes of a changeset do not change
/// what is read, except `dbms`: one for another database is left out.
final class Changesets {
  private static final Pattern HEAD =
      Pattern.compile("^\\s*--\\s*liquibase\\s+formatted\\s+sql\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHANGESET =
      Pattern.compile(
          "^[ \\t]*--[ \\t]*changeset[ \\t]+([^:\\s]+):(\\S+)(.*)$",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  private static final Pattern DBMS = Pattern.compile("\\bdbms:\"?([\\w,!]+)");
  private static final Pattern DELIMITER = Pattern.compile("\\bendDelimiter:(\\S+)");

  private Changesets() {}

  /// @param name file, author and id
  /// @param text the whole file with everything else blanked, so that positions stay
  record Changeset(String name, String text) {}

  static boolean isFormattedSql(String text) {
    return HEAD.matcher(text).find();
  }

  static List<Changeset> split(SourceText source) {
    String text = source.text();
    Matcher matcher = CHANGESET.matcher(text);
    List<Changeset> changesets = new ArrayList<>();
    boolean more = matcher.find();
    while (more) {
      int start = matcher.start();
      String author = matcher.group(1);
      String id = matcher.group(2);
      String attributes = matcher.group(3);
      int body = matcher.end();
      more = matcher.find();
      int end = more ? matcher.start() : text.length();
      refuseDelimiter(source, start, attributes);
      if (isOurs(attributes)) {
        changesets.add(
            new Changeset(
                MigrationFiles.nameOf(source.file()) + "-" + author + "-" + id,
                blank(text.substring(0, body)) + text.substring(body, end)));
      }
    }
    return changesets;
  }

  private static void refuseDelimiter(SourceText source, int start, String attributes) {
    Matcher delimiter = DELIMITER.matcher(attributes);
    if (delimiter.find() && !delimiter.group(1).equals(";")) {
      throw source.invalid(
          ProblemCode.INVALID_FILE,
          start,
          "the changeset ends its statements with " + delimiter.group(1),
          "end them with ; and remove endDelimiter");
    }
  }

  private static boolean isOurs(String attributes) {
    Matcher matcher = DBMS.matcher(attributes);
    if (!matcher.find()) {
      return true;
    }
    List<String> names = List.of(matcher.group(1).toLowerCase(Locale.ROOT).split(",", -1));
    boolean excluded = names.stream().allMatch(name -> name.startsWith("!"));
    return excluded
        ? !names.contains("!postgresql")
        : names.contains("postgresql") || names.contains("all");
  }

  private static String blank(String text) {
    return text.replaceAll("[^\\n]", " ");
  }
}

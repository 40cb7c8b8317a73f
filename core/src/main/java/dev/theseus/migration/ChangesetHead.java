package dev.theseus.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a changeset of Liquibase's formatted SQL begins and what its head says.
///
/// @param start where the head starts
/// @param body where the head has ended
/// @param end where the next changeset starts, or the text ends
/// @param attributes what follows author and id, as written
public record ChangesetHead(
    int start, int body, int end, String author, String id, String attributes) {
  private static final Pattern FILE_HEAD =
      Pattern.compile("^\\s*--\\s*liquibase\\s+formatted\\s+sql\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern HEAD =
      Pattern.compile(
          "^[ \\t]*--[ \\t]*changeset[ \\t]+(\"[^\"\\v]+\"|[^:\\v]+)"
              + ":[ \\t]*(\"[^\"\\v]+\"|\\S+)(.*)$",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\b([A-Za-z]+):(?:\"([^\"]*)\"|'([^']*)'|(\\S+))");

  /// Whether the text says that it is formatted SQL.
  public static boolean isFormattedSql(String text) {
    return FILE_HEAD.matcher(text).find();
  }

  /// All changesets of the text, in order.
  public static List<ChangesetHead> in(String text) {
    List<ChangesetHead> heads = new ArrayList<>();
    Matcher matcher = HEAD.matcher(text);
    boolean more = matcher.find();
    while (more) {
      int start = matcher.start();
      int body = matcher.end();
      String author = unquoted(matcher.group(1));
      String id = unquoted(matcher.group(2));
      String attributes = matcher.group(3);
      more = matcher.find();
      int end = more ? matcher.start() : text.length();
      heads.add(new ChangesetHead(start, body, end, author, id, attributes));
    }
    return heads;
  }

  private static String unquoted(String name) {
    String text = name.strip();
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  /// The value of an attribute, such as `runInTransaction`; empty if the head does not set it.
  public Optional<String> attribute(String name) {
    Matcher matcher = ATTRIBUTE.matcher(attributes);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        String quoted = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        return Optional.of(quoted == null ? matcher.group(4) : quoted);
      }
    }
    return Optional.empty();
  }

  /// Whether it runs on PostgreSQL: `dbms` says so or says nothing.
  public boolean forPostgres() {
    Optional<String> dbms = attribute("dbms");
    if (dbms.isEmpty()) {
      return true;
    }
    List<String> names =
        List.of(dbms.get().toLowerCase(Locale.ROOT).replace(" ", "").split(",", -1));
    boolean excluded = names.stream().allMatch(name -> name.startsWith("!"));
    return excluded
        ? !names.contains("!postgresql")
        : names.contains("postgresql") || names.contains("all");
  }
}

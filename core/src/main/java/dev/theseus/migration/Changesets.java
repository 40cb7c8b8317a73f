package dev.theseus.migration;

import dev.theseus.error.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Liquibase's formatted SQL: one file, several changesets. Attributes of a changeset do not change
/// what is read, except `dbms`: one for another database is left out.
final class Changesets {
  private static final Pattern DELIMITER = Pattern.compile("\\bendDelimiter:(\\S+)");

  private Changesets() {}

  /// @param name file, author and id
  /// @param text the whole file with everything else blanked, so that positions stay
  record Changeset(String name, String text) {}

  static List<Changeset> split(SourceText source) {
    String text = source.text();
    List<Changeset> changesets = new ArrayList<>();
    for (ChangesetHead head : ChangesetHead.in(text)) {
      refuseDelimiter(source, head.start(), head.attributes());
      if (head.forPostgres()) {
        changesets.add(
            new Changeset(
                MigrationFiles.nameOf(source.file()) + "-" + head.author() + "-" + head.id(),
                blank(text.substring(0, head.body())) + text.substring(head.body(), head.end())));
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

  private static String blank(String text) {
    return text.replaceAll("[^\\n]", " ");
  }
}

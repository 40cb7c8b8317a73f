package dev.theseus.cli.guide;

import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A topic with its answers filled in.
///
/// @param name the file's name without number and ending
/// @param wrong the statements that would hurt
/// @param right the migration with its directives
/// @param standIn what must be run before on an empty database, so that the migration can be tried
public record Draft(Topic topic, String name, String wrong, String right, List<String> standIn) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");
  private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*\\{[a-z]+\\}[^\\]]*)\\]");
  private static final Pattern DIRECTIVE = Pattern.compile("-- theseus:(?:up|down) ");
  private static final int NAME_LENGTH = 80;

  public Draft {
    standIn = List.copyOf(standIn);
  }

  /// @param answers every answer that is not optional
  public static Draft of(Topic topic, Map<String, Answer> answers) {
    return new Draft(
        topic,
        name(topic.file(), answers),
        text(topic.wrong(), answers),
        text(topic.right(), answers),
        StandInSql.statements(topic, answers));
  }

  private static String text(List<String> lines, Map<String, Answer> answers) {
    List<String> filled = new ArrayList<>();
    for (String line : lines) {
      Matcher directive = DIRECTIVE.matcher(line);
      if (!directive.lookingAt()) {
        filled.add(fill(withoutGaps(line, answers), answers));
      } else if (answers.keySet().containsAll(names(line))) {
        filled.add(directive.group() + fill(line.substring(directive.end()), answers));
      }
    }
    return String.join("\n", filled) + "\n";
  }

  /// Drops what stands in brackets and has no answer.
  private static String withoutGaps(String line, Map<String, Answer> answers) {
    return BRACKETS
        .matcher(line)
        .replaceAll(
            found ->
                answers.keySet().containsAll(names(found.group(1)))
                    ? Matcher.quoteReplacement(found.group(1))
                    : "");
  }

  private static String fill(String line, Map<String, Answer> answers) {
    Map<String, SqlPart> parts = new LinkedHashMap<>();
    names(line).forEach(name -> parts.put(name, Answer.in(answers, name).part()));
    return Sql.of(line, parts).text();
  }

  private static List<String> names(String line) {
    return PLACEHOLDER.matcher(line).results().map(found -> found.group(1)).toList();
  }

  private static String name(String template, Map<String, Answer> answers) {
    String filled =
        PLACEHOLDER
            .matcher(template)
            .replaceAll(
                found -> Matcher.quoteReplacement(Answer.in(answers, found.group(1)).plain()));
    String name =
        filled
            .toLowerCase(Locale.ROOT)
            .codePoints()
            .mapToObj(c -> c < 128 && Character.isLetterOrDigit(c) ? Character.toString(c) : "_")
            .collect(Collectors.joining())
            .replaceAll("_+", "_");
    return name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
  }
}

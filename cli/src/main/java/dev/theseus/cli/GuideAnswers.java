package dev.theseus.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers from `--answers`: `key=value`, or a YAML or JSON file with one answer per key.
final class GuideAnswers {
  private static final Pattern PAIR = Pattern.compile("([a-z]+)=(.*)", Pattern.DOTALL);

  private GuideAnswers() {}

  /// Later ones count.
  static Map<String, String> read(Session session, List<String> options) {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String option : options) {
      Matcher pair = PAIR.matcher(option);
      if (pair.matches()) {
        answers.put(pair.group(1), pair.group(2));
      } else {
        answers.putAll(file(session, Path.of(option)));
      }
    }
    return answers;
  }

  private static Map<String, String> file(Session session, Path named) {
    Path file = MigrationOptions.existing(session, List.of(named)).getFirst();
    try {
      JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(CheckInput.text(file));
      Map<String, String> answers = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : root.properties()) {
        if (!field.getValue().isValueNode()) {
          throw unreadable(named, "'%s' is no single value".formatted(field.getKey()));
        }
        answers.put(field.getKey(), field.getValue().asText());
      }
      if (answers.isEmpty()) {
        throw unreadable(named, "it holds no answer");
      }
      return answers;
    } catch (JsonProcessingException e) {
      throw unreadable(named, e.getOriginalMessage());
    }
  }

  private static UsageException unreadable(Path file, String why) {
    return new UsageException(
        "the answers in '%s' cannot be read: %s".formatted(file, why),
        "write lines such as table: users");
  }
}

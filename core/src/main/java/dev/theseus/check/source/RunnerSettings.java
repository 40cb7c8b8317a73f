package dev.theseus.check.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Settings in a runner's own files: `key=value` lines, in TOML with sections, or YAML.
///
/// @param values by key in lower case without `-` and `_`, such as `flyway.placeholders.schema`
record RunnerSettings(Map<String, String> values) {
  private static final List<String> FLYWAY_FILES =
      List.of(
          "flyway.conf",
          "flyway.toml",
          "conf/flyway.conf",
          "conf/flyway.toml",
          "application.properties",
          "application.yml",
          "application.yaml");
  private static final int PARENTS = 6;
  private static final long MOST_BYTES = 1 << 20;

  RunnerSettings {
    values = Map.copyOf(values);
  }

  static RunnerSettings none() {
    return new RunnerSettings(Map.of());
  }

  /// Flyway's settings for a folder: from the folder itself and those above, the nearest counts.
  static RunnerSettings flyway(Path folder) {
    Map<String, String> all = new LinkedHashMap<>();
    Path above = folder.toAbsolutePath().normalize();
    for (int i = 0; i < PARENTS && above != null; i++) {
      for (String file : FLYWAY_FILES) {
        of(above.resolve(file)).values().forEach(all::putIfAbsent);
      }
      above = Files.exists(above.resolve(".git")) ? null : above.getParent();
    }
    Map<String, String> named = new LinkedHashMap<>();
    all.forEach((key, value) -> named.putIfAbsent(key.replaceFirst("^spring\\.", ""), value));
    return new RunnerSettings(named);
  }

  /// The settings in a file; none if it does not exist or cannot be read.
  static RunnerSettings of(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return none();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      boolean yaml = file.toString().matches(".*\\.ya?ml");
      return new RunnerSettings(yaml ? yaml(text) : parse(text));
    } catch (IOException e) {
      return none();
    }
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    String section = "";
    for (String line : text.lines().map(String::strip).toList()) {
      int equal = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1).strip() + ".";
      } else if (equal > 0 && !line.startsWith("#") && !line.startsWith("!")) {
        String key = section + line.substring(0, equal).strip();
        values.put(plain(key), unquoted(line.substring(equal + 1).strip()));
      }
    }
    return values;
  }

  /// The first document of YAML, its keys joined by dots.
  private static Map<String, String> yaml(String text) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    flatten("", new YAMLMapper().readTree(text), values);
    return values;
  }

  private static void flatten(String above, JsonNode node, Map<String, String> values) {
    if (node.isValueNode()) {
      values.put(plain(above), node.asText());
    }
    node.properties()
        .forEach(
            entry ->
                flatten(
                    above.isEmpty() ? entry.getKey() : above + "." + entry.getKey(),
                    entry.getValue(),
                    values));
  }

  private static String plain(String key) {
    return key.toLowerCase(Locale.ROOT).replace("-", "").replace("\"", "");
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.endsWith(value.substring(0, 1));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  Optional<Boolean> flag(String key) {
    return Optional.ofNullable(values.get(plain(key))).map(value -> value.equals("true"));
  }

  /// The settings whose key begins with this, without it.
  Map<String, String> below(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }
}

package dev.theseus.check.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.source.ChangesetChoice;
import dev.theseus.check.source.Runner;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads `theseus.yaml` and refuses what it does not know, so that a misspelt setting is not
/// silently without effect.
final class SettingsReader {
  private static final List<String> KEYS =
      List.of(
          "paths",
          "runner",
          "pg",
          "fail-on",
          "advice",
          "placeholders",
          "contexts",
          "labels",
          "rules",
          "baseline",
          "since",
          "sizes");

  private final String file;
  private final List<RuleId> known;

  SettingsReader(String file, List<RuleId> known) {
    this.file = file;
    this.known = known;
  }

  CheckSettings read(String yaml) {
    JsonNode root;
    try {
      root = VerbatimYaml.read(yaml);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      String where = file + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr());
      throw noYaml(reason, where, e);
    } catch (IOException e) {
      throw noYaml("unreadable", file, e);
    }
    if (root.isMissingNode() || root.isNull()) {
      return CheckSettings.none();
    }
    refuseOthers(root, "", List.of("check"));
    JsonNode check = root.path("check");
    if (check.isMissingNode() || check.isNull()) {
      return CheckSettings.none();
    }
    refuseOthers(check, "check.", KEYS);
    return new CheckSettings(
        texts(check, "paths"),
        text(check, "runner").map(this::runner),
        majors(check),
        text(check, "fail-on").map(this::failOn),
        check.path("advice").asBoolean(false),
        placeholders(check),
        new ChangesetChoice(
            new LinkedHashSet<>(texts(check, "contexts")),
            new LinkedHashSet<>(texts(check, "labels"))),
        rules(check),
        text(check, "baseline").orElse(""),
        text(check, "since").orElse(""),
        text(check, "sizes").orElse(""));
  }

  private InvalidMigration noYaml(String reason, String where, IOException cause) {
    return new InvalidMigration(
        new Problem(
            ProblemCode.INVALID_FILE,
            "\"" + file + "\" is no YAML: " + reason,
            where,
            "correct it"),
        cause);
  }

  private void refuseOthers(JsonNode node, String above, List<String> keys) {
    if (!node.isObject()) {
      throw invalid(above.isEmpty() ? "the file" : above, "is no mapping", "write key: value");
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw invalid(
                    above + key, "is no setting", "write one of " + String.join(", ", keys));
              }
            });
  }

  private Optional<String> text(JsonNode check, String key) {
    JsonNode node = check.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isValueNode()) {
      throw invalid("check." + key, "is no single value", "write one value");
    }
    return Optional.of(node.asText());
  }

  private List<String> texts(JsonNode check, String key) {
    JsonNode node = check.path(key);
    if (!node.isArray()) {
      return text(check, key).map(List::of).orElse(List.of());
    }
    List<String> texts = new ArrayList<>();
    node.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private Runner runner(String code) {
    return Runner.named(code)
        .orElseThrow(
            () ->
                invalid(
                    "check.runner",
                    "is no runner: " + code,
                    "write one of " + String.join(", ", Runner.codes())));
  }

  private FailOn failOn(String code) {
    return FailOn.named(code)
        .orElseThrow(
            () ->
                invalid(
                    "check.fail-on",
                    "is no severity: " + code,
                    "write one of " + String.join(", ", FailOn.codes())));
  }

  private SortedSet<Integer> majors(JsonNode check) {
    SortedSet<Integer> majors = new TreeSet<>();
    for (String text : texts(check, "pg")) {
      try {
        majors.addAll(Majors.parse(text));
      } catch (IllegalArgumentException e) {
        throw invalid("check.pg", String.valueOf(e.getMessage()), "write 16, 14..18 or [14, 16]");
      }
    }
    return majors;
  }

  private static Map<String, String> placeholders(JsonNode check) {
    Map<String, String> values = new LinkedHashMap<>();
    check
        .path("placeholders")
        .properties()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
    return values;
  }

  private Map<RuleId, Optional<Severity>> rules(JsonNode check) {
    Map<RuleId, Optional<Severity>> rules = new HashMap<>();
    check
        .path("rules")
        .properties()
        .forEach(
            entry -> {
              String where = "check.rules." + entry.getKey();
              RuleId rule =
                  known.stream()
                      .filter(id -> id.text().equals(entry.getKey()))
                      .findFirst()
                      .orElseThrow(() -> invalid(where, "is no rule", "see theseus check --list"));
              rules.put(rule, severity(where, entry.getValue().asText()));
            });
    return rules;
  }

  private Optional<Severity> severity(String where, String text) {
    // YAML reads a bare off as false
    if (text.equals("off") || text.equals("false")) {
      return Optional.empty();
    }
    for (Severity severity : Severity.values()) {
      if (severity.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(severity);
      }
    }
    throw invalid(where, "is no severity: " + text, "write off, danger, warning or advice");
  }

  private InvalidMigration invalid(String key, String what, String fix) {
    return new InvalidMigration(
        Problem.of(ProblemCode.INVALID_FILE, "in " + file + ", " + key + " " + what, fix));
  }
}

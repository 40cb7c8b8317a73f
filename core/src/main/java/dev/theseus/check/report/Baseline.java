package dev.theseus.check.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.check.Finding;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Findings that are known and not told again: those of old migrations. A finding is known by rule,
/// file and the words of its span, so moved lines change nothing.
public final class Baseline {
  private static final String SCHEMA = "theseus.check-baseline/1";

  private final Map<String, Integer> known;

  private Baseline(Map<String, Integer> known) {
    this.known = Map.copyOf(known);
  }

  /// Nothing is known.
  public static Baseline none() {
    return new Baseline(Map.of());
  }

  /// What [#text] has written.
  ///
  /// **Fails with** `invalid-file`.
  ///
  /// @param file the file's name, for messages
  public static Baseline read(String file, String json) {
    Map<String, Integer> known = new HashMap<>();
    try {
      JsonNode root = new ObjectMapper().readTree(json);
      if (!root.path("schema").asText().equals(SCHEMA)) {
        throw invalid(file, "\"" + file + "\" is no baseline: its schema is not " + SCHEMA, null);
      }
      for (JsonNode entry : root.path("findings")) {
        known.merge(entry.path("fingerprint").asText(), entry.path("count").asInt(1), Integer::sum);
      }
    } catch (JsonProcessingException e) {
      throw invalid(file, "\"" + file + "\" is no JSON", e);
    }
    return new Baseline(known);
  }

  private static InvalidMigration invalid(String file, String what, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ProblemCode.INVALID_FILE, what, file, "write it anew with --write-baseline " + file);
    return cause == null ? new InvalidMigration(problem) : new InvalidMigration(problem, cause);
  }

  /// The findings that it does not hold; of several like ones, as many as are new.
  ///
  /// @param texts the text of each file by its shown name
  public List<Finding> unknown(List<Finding> findings, Map<String, String> texts, FileNames names) {
    Map<String, Integer> left = new HashMap<>(known);
    List<Finding> unknown = new ArrayList<>();
    for (Finding finding : findings) {
      String fingerprint = fingerprint(finding, texts, names);
      int count = left.getOrDefault(fingerprint, 0);
      if (count > 0) {
        left.put(fingerprint, count - 1);
      } else {
        unknown.add(finding);
      }
    }
    return unknown;
  }

  /// A baseline that holds these findings, as text for its file.
  ///
  /// @param texts the text of each file by its shown name
  public static String text(List<Finding> findings, Map<String, String> texts, FileNames names) {
    Map<String, Entry> entries = new TreeMap<>();
    for (Finding finding : findings) {
      String fingerprint = fingerprint(finding, texts, names);
      String file = names.inProject(finding.file());
      String key = file + "\n" + finding.rule() + "\n" + fingerprint;
      entries.merge(
          key,
          new Entry(file, finding.rule().text(), fingerprint, 1),
          (a, b) -> new Entry(a.file(), a.rule(), a.fingerprint(), a.count() + 1));
    }
    return JsonText.of(new Document(SCHEMA, List.copyOf(entries.values()))) + "\n";
  }

  private static String fingerprint(Finding finding, Map<String, String> texts, FileNames names) {
    return Fingerprint.of(
        finding, names.inProject(finding.file()), texts.getOrDefault(finding.file(), ""));
  }

  record Document(String schema, List<Entry> findings) {}

  record Entry(String file, String rule, String fingerprint, int count) {}
}

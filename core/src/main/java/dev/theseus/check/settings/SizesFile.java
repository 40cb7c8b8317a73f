package dev.theseus.check.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.theseus.check.Sizes;
import dev.theseus.check.Sizes.Size;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sizes of tables as a file: CSV with the columns `table,rows,bytes,index_bytes`, or YAML when
/// the file's name ends with `.yaml` or `.yml`. Tables are written `schema.table`.
public final class SizesFile {
  private static final String HEAD = "table,rows,bytes,index_bytes";
  private static final Pattern LINE =
      Pattern.compile("(?<table>.+?)\\s*,\\s*(-?\\d+)\\s*,\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?");
  private static final List<String> KEYS = List.of("rows", "bytes", "index-bytes");

  private final String file;
  private final Map<QualifiedName, Size> tables = new HashMap<>();

  private SizesFile(String file) {
    this.file = file;
  }

  /// **Fails with** `invalid-file`.
  ///
  /// @param file its name, for messages
  public static Sizes read(String file, String text) {
    SizesFile reading = new SizesFile(file);
    if (isYaml(file)) {
      reading.yaml(text);
    } else {
      reading.lines(text.lines().toList());
    }
    return new Sizes(reading.tables);
  }

  /// The sizes as the text of a file of this name.
  public static String text(String file, Sizes sizes) {
    boolean yaml = isYaml(file);
    StringBuilder text = new StringBuilder(yaml ? "sizes:\n" : HEAD + "\n");
    new TreeMap<>(sizes.tables())
        .forEach(
            (table, size) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        yaml
                            ? "  \"%s\": {rows: %d, bytes: %d, index-bytes: %d}\n"
                            : "%s,%d,%d,%d\n",
                        yaml ? escaped(table) : table,
                        size.rows(),
                        size.bytes(),
                        size.indexBytes())));
    return text.toString();
  }

  private static String escaped(QualifiedName table) {
    return table.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static boolean isYaml(String file) {
    return file.endsWith(".yaml") || file.endsWith(".yml");
  }

  private void lines(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher matcher = LINE.matcher(line);
      boolean head = i == 0 && line.startsWith("table,");
      if (matcher.matches()) {
        String rest = matcher.group(4) == null ? "0" : matcher.group(4);
        add(
            file + ":" + (i + 1),
            unquoted(matcher.group("table")),
            number(i, matcher.group(2)),
            number(i, matcher.group(3)),
            number(i, rest));
      } else if (!line.isEmpty() && !line.startsWith("#") && !head) {
        throw invalid(
            file + ":" + (i + 1), "\"" + line + "\" is no size of a table", "write " + HEAD, null);
      }
    }
  }

  private static String unquoted(String table) {
    return table.length() > 1 && table.startsWith("\"") && table.endsWith("\"")
        ? table.substring(1, table.length() - 1).replace("\"\"", "\"")
        : table;
  }

  private long number(int line, String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw invalid(file + ":" + (line + 1), digits + " is too large", "write a number", e);
    }
  }

  private void yaml(String text) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw invalid(file + line, "it is no YAML: " + reason, "correct it", e);
    }
    if (!root.path("sizes").isObject()) {
      throw invalid(
          file,
          "it holds no mapping \"sizes\"",
          "write sizes: and below it schema.table: {rows: 1000, bytes: 65536}",
          null);
    }
    root.path("sizes").properties().forEach(entry -> table(entry.getKey(), entry.getValue()));
  }

  private void table(String table, JsonNode size) {
    String where = file + ", sizes." + table;
    for (Map.Entry<String, JsonNode> entry : size.properties()) {
      if (!KEYS.contains(entry.getKey()) || !entry.getValue().canConvertToLong()) {
        throw invalid(
            where,
            "\"" + entry.getKey() + ": " + entry.getValue().asText() + "\" is no size",
            "write whole numbers for " + String.join(", ", KEYS),
            null);
      }
    }
    if (!size.path("bytes").isNumber()) {
      throw invalid(where, "there is no \"bytes\"", "write {rows: 1000, bytes: 65536}", null);
    }
    add(
        where,
        table,
        size.path("rows").asLong(-1),
        size.path("bytes").asLong(),
        size.path("index-bytes").asLong(0));
  }

  private void add(String where, String table, long rows, long bytes, long indexBytes) {
    int dot = table.indexOf('.');
    if (dot < 1 || dot == table.length() - 1) {
      throw invalid(where, "\"" + table + "\" names no schema", "write schema.table", null);
    }
    try {
      tables.put(
          QualifiedName.of(table.substring(0, dot), table.substring(dot + 1)),
          new Size(rows, bytes, indexBytes));
    } catch (IllegalArgumentException e) {
      throw invalid(where, String.valueOf(e.getMessage()), "correct it", e);
    }
  }

  private static InvalidMigration invalid(
      String where, String what, String fix, @Nullable Exception cause) {
    Problem problem = new Problem(ProblemCode.INVALID_FILE, what, where, fix);
    return cause == null ? new InvalidMigration(problem) : new InvalidMigration(problem, cause);
  }
}

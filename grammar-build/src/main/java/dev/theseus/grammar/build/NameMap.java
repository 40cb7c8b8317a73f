package dev.theseus.grammar.build;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The real names of the module's imports and exports. The compiler of the module shortens them to
/// single letters that change with every build; only its JavaScript glue tells what they stand for.
final class NameMap {

  private static final Pattern IMPORTS = Pattern.compile("wasmImports=\\{([^}]*)\\}");
  private static final Pattern IMPORT = Pattern.compile("([A-Za-z_$]+):([A-Za-z_0-9$]+)");
  private static final Pattern EXPORT =
      Pattern.compile("(?:(\\w+)=|Module\\[\"(\\w+)\"\\]=)wasmExports\\[\"(\\w+)\"\\]");
  private static final Pattern CONSTRUCTORS =
      Pattern.compile("TTY\\.init\\(\\);wasmExports\\[\"(\\w+)\"\\]\\(\\)");

  private NameMap() {}

  /// Lines of a properties file, sorted: `import.<letter>=<name>` and `export.<name>=<letter>`.
  static String read(String glue) {
    Map<String, String> names = new TreeMap<>();
    Matcher imports = find(IMPORTS, glue, "the import table");
    Matcher each = IMPORT.matcher(imports.group(1));
    while (each.find()) {
      names.put("import." + each.group(1), each.group(2));
    }
    Matcher export = EXPORT.matcher(glue);
    while (export.find()) {
      String name = export.group(1) == null ? export.group(2) : export.group(1);
      names.put("export." + name.replaceFirst("^_", ""), export.group(3));
    }
    names.put("export.__wasm_call_ctors", find(CONSTRUCTORS, glue, "the constructors").group(1));
    return names.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static Matcher find(Pattern pattern, String glue, String what) {
    Matcher matcher = pattern.matcher(glue);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "the package's JavaScript no longer shows " + what + "; adapt NameMap to it");
    }
    return matcher;
  }
}

package dev.theseus.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The real names of the parser's imports and exports, which its compiler has shortened.
final class ParserNames {

  static final ParserNames INSTANCE = load();

  private final Properties names;

  private ParserNames(Properties names) {
    this.names = names;
  }

  private static ParserNames load() {
    Properties names = new Properties();
    try (@Nullable InputStream in =
        ParserNames.class.getResourceAsStream("PostgresGrammar.properties")) {
      if (in == null) {
        throw new IllegalStateException("theseus-sql was built without its grammar; rebuild it");
      }
      names.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the grammar's names cannot be read", e);
    }
    return new ParserNames(names);
  }

  String importName(String shortName) {
    return get("import." + shortName);
  }

  String exportName(String realName) {
    return get("export." + realName);
  }

  private String get(String key) {
    String name = names.getProperty(key);
    if (name == null) {
      throw new IllegalStateException("the grammar has no " + key + "; rebuild theseus-sql");
    }
    return name;
  }
}

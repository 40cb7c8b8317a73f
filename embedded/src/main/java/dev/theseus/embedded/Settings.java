package dev.theseus.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The server's configuration. It is written to a file of its own which the main file includes at
/// its end, so that `ALTER SYSTEM` still wins, as on any server.
final class Settings {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
  private static final String FILE = "theseus.conf";
  private static final String INCLUDE = "include_if_exists 'theseus.conf'";
  private final Map<String, String> values = new LinkedHashMap<>();

  private Settings() {}

  static Settings defaults(boolean durable) {
    Settings settings = new Settings();
    settings.put("max_connections", "100");
    settings.put("shared_buffers", "128MB");
    settings.put("jit", "off");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
    settings.put("logging_collector", "off");
    settings.put("fsync", durable ? "on" : "off");
    settings.put("synchronous_commit", durable ? "on" : "off");
    settings.put("full_page_writes", durable ? "on" : "off");
    return settings;
  }

  Settings copy() {
    Settings copy = new Settings();
    copy.values.putAll(values);
    return copy;
  }

  void put(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is not the name of a PostgreSQL setting");
    }
    if (value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value of " + name + " must be one line");
    }
    values.put(name, value);
  }

  void putAll(Map<String, String> others) {
    others.forEach(this::put);
  }

  /// Writes everything into the data directory. Connections are accepted on the loopback address
  /// only, and never by a socket file.
  void write(Path data, int port) throws IOException {
    put("listen_addresses", "127.0.0.1");
    put("unix_socket_directories", "");
    put("port", Integer.toString(port));
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    Files.writeString(data.resolve(FILE), text);
    Path main = data.resolve("postgresql.conf");
    String before = Files.readString(main);
    if (!before.contains(INCLUDE)) {
      Files.writeString(main, before + "\n" + INCLUDE + "\n");
    }
  }
}

package dev.theseus.check.effect;

import dev.theseus.grammar.Grammar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One statement whose effect is measured on a real server.
///
/// @param name what it does, in words
/// @param given what is executed before, each statement by itself
/// @param sql the statement
/// @param since the first major that knows it
/// @param alone whether it runs outside of a transaction
/// @param failsFrom the first major that refuses it, 99 for none
/// @param failsTo the last major that refuses it
/// @param depends whether the effect depends on what no catalog says (only its upper bound is
///   compared)
/// @param held a table that another session reads meanwhile, so that the statement has to wait and
///   its locks can be seen; empty for none
record TraceCase(
    String name,
    List<String> given,
    String sql,
    int since,
    boolean alone,
    int failsFrom,
    int failsTo,
    boolean depends,
    String held) {

  private static final List<String> FILES =
      List.of("columns", "constraints", "indexes", "partitions", "others");

  /// What was said of the session's TimeZone before.
  SessionZone zone() {
    return SessionZone.after(
        given.stream()
            .filter(sql -> sql.startsWith("SET "))
            .map(sql -> Grammar.statement(sql).tree())
            .toList());
  }

  boolean fails(int major) {
    return major >= failsFrom && major <= failsTo;
  }

  @Override
  public String toString() {
    return name;
  }

  static String fixture() {
    return resource("fixture");
  }

  static List<TraceCase> all() {
    List<TraceCase> cases = new ArrayList<>();
    for (String file : FILES) {
      for (String block : resource(file).split("(?m)^## ", -1)) {
        if (!block.isBlank()) {
          read(block, cases);
        }
      }
    }
    return cases;
  }

  private static void read(String block, List<TraceCase> cases) {
    List<String> lines = block.strip().lines().toList();
    List<String> given = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    int since = 14;
    boolean alone = false;
    int failsFrom = 99;
    int failsTo = 99;
    boolean depends = false;
    boolean skipped = false;
    String held = "";
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("-- given: ")) {
        given.add(line.substring(10));
      } else if (line.startsWith("-- since: ")) {
        since = Integer.parseInt(line.substring(10));
      } else if (line.startsWith("-- fails: ")) {
        failsFrom = Integer.parseInt(line.substring(10, 12));
        failsTo = Integer.parseInt(line.substring(13, 15));
      } else if (line.startsWith("-- held: ")) {
        held = line.substring(9);
      } else if (line.equals("-- alone")) {
        alone = true;
      } else if (line.equals("-- depends")) {
        depends = true;
      } else if (line.equals("-- skip")) {
        skipped = true;
      } else {
        sql.append(line).append('\n');
      }
    }
    if (!skipped) {
      cases.add(
          new TraceCase(
              lines.getFirst(),
              given,
              sql.toString().strip(),
              since,
              alone,
              failsFrom,
              failsTo,
              depends,
              held));
    }
  }

  private static String resource(String file) {
    String path = "/dev/theseus/check/trace/" + file + ".sql";
    try (InputStream in = TraceCase.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

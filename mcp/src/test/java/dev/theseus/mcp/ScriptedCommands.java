package dev.theseus.mcp;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command line that prints what is expected of it, and remembers what it was asked for. As a
/// program, a server for it on standard input and output.
final class ScriptedCommands implements CommandRunner {
  /// A document like those of the command line.
  record Check(List<String> findings, int files) {}

  record Plan(
      String name,
      String hash,
      List<Statement> statements,
      List<Step> steps,
      @Nullable String version) {}

  record Statement(String statement) {}

  record Step(String command, String title, List<String> sql) {}

  record Guide(String topic) {}

  record Topics(List<String> topics) {}

  record Status(String name, String state) {}

  record History(List<String> entries) {}

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile String state = "started";

  static ServerSettings settings(Path root, boolean changes) {
    return new ServerSettings(
        "1.0",
        root,
        "db:5432/shop as owner",
        List.of("--schema=public"),
        changes,
        new ServerSettings.Documents(
            Check.class,
            Plan.class,
            Guide.class,
            Topics.class,
            Status.class,
            History.class,
            History.class,
            History.class));
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  void become(String other) {
    state = other;
  }

  @Override
  public Ended run(List<String> arguments) {
    asked.add(String.join(" ", arguments));
    return switch (arguments.getFirst()) {
      case "check" ->
          ok(
              "{\"schema\":\"theseus.check/1\",\"findings\":[%s],\"files\":1}"
                  .formatted(
                      arguments.getLast().endsWith("told.sql")
                          ? "\"" + arguments.getLast() + "\""
                          : ""));
      case "plan" ->
          ok(
              "{\"schema\":\"theseus.plan/1\",\"name\":\"V1\",\"hash\":\"abc\",\"version\":null,"
                  + "\"statements\":[{\"statement\":\"DROP TABLE t\"}],"
                  + "\"steps\":[{\"command\":\"start\",\"title\":\"fill\","
                  + "\"sql\":[\"UPDATE t SET a = 1\"]}]}");
      case "guide" -> ok("{\"schema\":\"theseus.guide/1\",\"topic\":\"x\"}");
      case "history" ->
          new Ended(
              1,
              "{\"schema\":\"theseus.error/1\",\"exit\":1,\"problems\":[{\"code\":\"x\","
                  + "\"what\":\"no connection\",\"where\":\"\",\"fix\":\"start it\"}]}");
      default ->
          ok(
              "{\"schema\":\"theseus.event/1\",\"event\":\"waiting\"}\n"
                  + "{\"schema\":\"theseus.status/1\",\"name\":\"V1\",\"state\":\""
                  + state
                  + "\"}");
    };
  }

  private static Ended ok(String out) {
    return new Ended(0, out);
  }

  public static void main(String[] args) throws InterruptedException {
    Path root = Path.of(args[0]);
    Confirmations confirmations = new Confirmations(root.resolve("state"), InstantSource.system());
    new ToolServer(settings(root, true), new ScriptedCommands(), confirmations)
        .serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
  }
}

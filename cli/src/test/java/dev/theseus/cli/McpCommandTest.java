package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as an agent starts it; the protocol itself is tested in the module `mcp`.
class McpCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  /// A server in a process of its own, spoken to line by line.
  private static final class Agent implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private int id;

    Agent(Path folder, String url, String... options) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "mcp",
                  "--root",
                  folder.toString()));
      command.addAll(List.of(options));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("DATABASE_URL", url);
      builder.environment().put("THESEUS_STATE_DIR", folder.resolve("state").toString());
      process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      in = process.outputWriter(StandardCharsets.UTF_8);
      out = process.inputReader(StandardCharsets.UTF_8);
      ask(
          "initialize",
          """
          {"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}
          """);
      send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private void send(String line) throws IOException {
      in.write(line.replace("\n", "") + "\n");
      in.flush();
    }

    JsonNode ask(String method, String parameters) throws IOException {
      id++;
      send(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
              .formatted(id, method, parameters));
      String line = out.readLine();
      assertThat(line).as("an answer to " + method).isNotNull();
      JsonNode answer = MAPPER.readTree(line);
      assertThat(answer.path("id").asInt()).isEqualTo(id);
      return answer.path("result");
    }

    JsonNode call(String tool, String arguments) throws IOException {
      JsonNode result =
          ask("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
      return MAPPER.readTree(result.at("/content/0/text").asText());
    }

    @Override
    public void close() throws IOException {
      in.close();
      process.destroy();
    }
  }

  private CapturedRun confirm(String id, String typed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.plain(List.of()));
    Session session =
        new Session(
            console,
            new Interrupts(),
            Map.of("THESEUS_STATE_DIR", folder.resolve("state").toString()),
            folder,
            Keyboard.of(new StringReader(typed)));
    ExitCode exit = new Cli(session).run(List.of("mcp", "confirm", id));
    return new CapturedRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @PostgresTest
  void carriesOutWhatAPersonConfirmed(TestDatabase database) throws IOException {
    database.sql("CREATE TABLE users (id bigint PRIMARY KEY, email text)");
    Files.writeString(folder.resolve("V1__mail.sql"), "ALTER TABLE users ADD COLUMN age int;");
    try (Agent agent = new Agent(folder, database.jdbcUrl(), "--allow-changes")) {
      String migration = "{\"paths\":[\"V1__mail.sql\"]}";
      assertThat(agent.call("plan", migration).path("schema").asText()).isEqualTo("theseus.plan/1");
      assertThat(agent.call("status", "{}").path("state").asText()).isEqualTo("none");

      JsonNode question = agent.call("start", migration);
      String id = question.at("/confirmation/id").asText();
      CapturedRun declined = confirm(id, "yes\n");
      CapturedRun agreed = confirm(id, "start\n");
      String token = agreed.out().strip();
      JsonNode done =
          agent.call(
              "start", "{\"paths\":[\"V1__mail.sql\"],\"confirmation\":\"%s\"}".formatted(token));

      assertThat(question.path("outcome").asText()).isEqualTo("confirmation-required");
      assertThat(declined.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(declined.out()).isEmpty();
      assertThat(agreed.err())
          .contains("operation  start", "V1__mail", "ALTER TABLE users ADD COLUMN age int")
          .contains("ALTER TABLE \"public\".\"users\" ADD COLUMN \"age\"");
      assertThat(done.path("outcome").asText()).as(done.toString()).isEqualTo("done");
      assertThat(agent.call("status", "{}").path("state").asText()).isEqualTo("started");
      assertThat(agent.call("verify", "{}").path("schema").asText()).isEqualTo("theseus.status/1");
      assertThat(agent.call("history", "{}").path("entries").findValuesAsText("what"))
          .contains("verified");
      assertThat(agent.call("skipped", "{}").path("rows").isArray()).isTrue();
      JsonNode limits = agent.call("throttle", "{}");
      assertThat(limits.path("changed").asBoolean()).isFalse();
      assertThat(limits.path("signals").findValuesAsText("signal")).contains("lag", "window");
    }
  }

  @PostgresTest
  void offersNoChangesUnlessAskedFor(TestDatabase database) throws IOException {
    try (Agent agent = new Agent(folder, database.jdbcUrl())) {
      assertThat(agent.ask("tools/list", "{}").path("tools").findValuesAsText("name"))
          .contains("check", "plan", "guide", "status", "history", "skipped", "throttle", "verify")
          .doesNotContain("start", "contract");
      JsonNode guide =
          agent.call(
              "guide", "{\"topic\":\"drop-table\",\"answers\":{\"table\":\"nothing_like_it\"}}");
      assertThat(guide.at("/problems/0/what").asText())
          .isEqualTo("there is no table public.nothing_like_it");
    }
  }

  @PostgresTest
  void givesAnAgentNeitherShellNorFiles(TestDatabase database) throws IOException {
    Path marker = folder.resolve("marker");
    Files.writeString(folder.resolve("secret.txt"), "sesame");
    String sql =
        "CREATE TABLE t (id bigint PRIMARY KEY); DO $$BEGIN CREATE TEMP TABLE x (l text); COPY x"
            + " FROM PROGRAM 'echo 1 | tee "
            + marker
            + "'; END$$; DO $$BEGIN SET ROLE theseus_scratch; END$$; SELECT pg_read_file('"
            + folder.resolve("secret.txt")
            + "')::int;";
    Files.writeString(folder.resolve("V1__a.sql"), sql);
    Files.writeString(folder.resolve("V2__b.sql"), "ALTER TABLE t ADD COLUMN a int;");
    try (Agent agent = new Agent(folder, database.jdbcUrl())) {
      String text = MAPPER.writeValueAsString(sql);
      JsonNode check = agent.call("check", "{\"sql\":" + text + "}");
      JsonNode plan =
          agent.call(
              "plan", "{\"paths\":[\"V2__b.sql\"],\"against\":\"scratch\",\"history\":\".\"}");
      JsonNode guide =
          agent.call(
              "guide",
              "{\"topic\":\"drop-table\",\"answers\":{\"table\":\"t\"},\"migrations\":\".\"}");

      assertThat(check.toString()).contains("permission denied").doesNotContain("sesame");
      assertThat(plan.path("schema").asText()).as(plan.toString()).isEqualTo("theseus.plan/1");
      assertThat(guide.path("schema").asText()).as(guide.toString()).isEqualTo("theseus.guide/1");
      assertThat(plan.toString() + guide).doesNotContain("sesame");
      assertThat(marker).doesNotExist();
    }
  }

  @Test
  void isConfirmedOnATerminalOnly() {
    CapturedRun run = CapturedRun.in(folder, Map.of(), "mcp", "confirm", "0123456789abcdef");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("error: there is no terminal to ask on");
    assertThat(confirm("0123456789abcdef", "start\n").err())
        .startsWith("error: nothing with the id '0123456789abcdef' waits");
  }

  @Test
  void refusesAShortToken() {
    CapturedRun run =
        CapturedRun.in(folder, Map.of("THESEUS_MCP_TOKEN", "short"), "mcp", "--http", "0");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("error: the token is shorter than 16 characters");
  }
}

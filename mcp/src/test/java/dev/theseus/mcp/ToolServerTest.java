package dev.theseus.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as the protocol's reference client sees it, over both transports.
class ToolServerTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final List<String> READING =
      List.of(
          "check",
          "plan",
          "guide_topics",
          "guide",
          "status",
          "history",
          "skipped",
          "throttle",
          "verify");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path root = Path.of("");
  private final ScriptedCommands commands = new ScriptedCommands();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private Confirmations confirmations() {
    return new Confirmations(root.resolve("state"), now::get);
  }

  private HttpListener listen(boolean changes) {
    return new ToolServer(ScriptedCommands.settings(root, changes), commands, confirmations())
        .listen(0, TOKEN);
  }

  private static McpSyncClient client(HttpListener listener, String token) {
    return client(
        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + listener.port())
            .endpoint(HttpListener.PATH)
            .jsonMapper(new JacksonMcpJsonMapper(new ObjectMapper()))
            .customizeClient(client -> client.connectTimeout(PATIENCE))
            .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
            .build());
  }

  private static McpSyncClient client(McpClientTransport transport) {
    return McpClient.sync(transport)
        .requestTimeout(PATIENCE)
        .initializationTimeout(PATIENCE)
        .build();
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(CallToolResult result) {
    if (!result.isError()) {
      return (Map<String, Object>) result.structuredContent();
    }
    // structure that is not of the tool's output schema would be refused by other clients
    assertThat(result.structuredContent()).isNull();
    McpSchema.TextContent text = (McpSchema.TextContent) result.content().getFirst();
    try {
      return new ObjectMapper().readValue(text.text(), Map.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text.text(), e);
    }
  }

  @Test
  void servesTheReferenceClientOverStandardInputAndOutput() throws IOException {
    Files.writeString(root.resolve("V1__a.sql"), "SELECT 1");
    ServerParameters program =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedCommands.class.getName(),
                root.toString())
            .build();
    try (McpSyncClient client =
        client(new StdioClientTransport(program, new JacksonMcpJsonMapper(new ObjectMapper())))) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("theseus");
      assertThat(client.listTools().tools()).hasSize(READING.size() + 7);
      CallToolResult result = call(client, "check", Map.of("paths", List.of("V1__a.sql")));
      assertThat(result.isError()).isFalse();
      assertThat(document(result)).containsEntry("schema", "theseus.check/1");
    }
  }

  @Test
  void offersOverHttpOnlyWhatChangesNothingUnlessAskedFor() {
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      List<McpSchema.Tool> tools = client.listTools().tools();

      assertThat(tools)
          .extracting(McpSchema.Tool::name)
          .containsExactlyInAnyOrderElementsOf(READING);
      assertThat(tools)
          .allSatisfy(
              tool -> {
                assertThat(tool.outputSchema()).containsKey("properties");
                assertThat(tool.annotations().readOnlyHint()).isTrue();
              });
    }
  }

  @Test
  void handsArgumentsToTheCommand() {
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      CallToolResult plan =
          call(
              client, "plan", Map.of("sql", "DROP TABLE t", "name", "V1__t", "against", "scratch"));
      call(client, "guide", Map.of("topic", "drop-table", "answers", Map.of("table", "a b")));

      assertThat(document(plan)).containsEntry("name", "V1").containsEntry("version", null);
      assertThat(commands.asked().getFirst())
          .matches("plan --json --history=\\S+ --schema=public \\S+/V1__t\\.sql");
      assertThat(commands.asked().getLast())
          .isEqualTo("guide --json --schema=public --dry-run --answers=table=a b -- drop-table");
    }
  }

  @Test
  void namesNoTemporaryFolder() {
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      CallToolResult check =
          call(client, "check", Map.of("sql", "DROP TABLE t", "name", "told.sql"));

      assertThat(document(check)).containsEntry("findings", List.of("told.sql"));
    }
  }

  @Test
  void handsOnNoTopicThatIsNoWord() {
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      for (String topic : List.of("@/etc/passwd", "--url=x", "a b", "")) {
        assertThat(call(client, "guide", Map.of("topic", topic)).isError()).isTrue();
      }

      assertThat(commands.asked()).isEmpty();
    }
  }

  @Test
  void tellsFailuresAsResults() {
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      CallToolResult failed = call(client, "history", Map.of());
      CallToolResult outside = call(client, "check", Map.of("paths", List.of("../../etc/passwd")));
      CallToolResult neither = call(client, "check", Map.of());

      assertThat(failed.isError()).isTrue();
      assertThat(String.valueOf(document(failed).get("problems"))).contains("no connection");
      assertThat(outside.isError()).isTrue();
      assertThat(neither.isError()).isTrue();
      assertThat(commands.asked()).hasSize(1);
    }
  }

  @Test
  void followsNoLinkOutOfItsFolder() throws IOException {
    Path secret = Files.createTempFile("theseus", ".sql");
    Files.createSymbolicLink(root.resolve("link.sql"), secret);
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      CallToolResult result = call(client, "check", Map.of("paths", List.of("link.sql")));

      assertThat(result.isError()).isTrue();
      assertThat(String.valueOf(document(result).get("problems"))).contains("lies outside");
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void followsNoLinkOutOfAFolder() throws IOException {
    Path secret = Files.createTempFile("theseus", ".sql");
    Path folder = Files.createDirectories(root.resolve("migrations/deep"));
    Files.createSymbolicLink(folder.resolve("link.sql"), secret);
    Files.writeString(root.resolve("V1__a.sql"), "SELECT 1");
    try (HttpListener listener = listen(false);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      for (CallToolResult result :
          List.of(
              call(client, "plan", Map.of("paths", List.of("migrations"))),
              call(client, "check", Map.of("paths", List.of("migrations"))),
              call(
                  client,
                  "plan",
                  Map.of(
                      "paths", List.of("V1__a.sql"),
                      "against", "scratch",
                      "history", "migrations")),
              call(client, "guide", Map.of("topic", "drop-table", "migrations", "migrations")))) {
        assertThat(result.isError()).isTrue();
        assertThat(String.valueOf(document(result).get("problems"))).contains("leads out of");
      }
      assertThat(commands.asked()).isEmpty();
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void changesADatabaseOnlyWithATokenForJustThat() {
    try (HttpListener listener = listen(true);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      String id = confirmation(call(client, "complete", Map.of()));
      assertThat(commands.asked()).noneMatch(command -> command.startsWith("complete"));
      String token = confirmations().confirm(confirmations().find(id).orElseThrow());

      CallToolResult other = call(client, "rollback", Map.of("confirmation", token));
      CallToolResult wrong = call(client, "complete", Map.of("confirmation", "0".repeat(32)));
      CallToolResult done = call(client, "complete", Map.of("confirmation", token));
      CallToolResult again = call(client, "complete", Map.of("confirmation", token));

      assertThat(other.isError()).isTrue();
      assertThat(wrong.isError()).isTrue();
      assertThat(document(done)).containsEntry("outcome", "done");
      assertThat(again.isError()).isTrue();
      assertThat(commands.asked()).filteredOn(one -> one.startsWith("complete")).hasSize(1);
      assertThat(commands.asked()).noneMatch(one -> one.startsWith("rollback"));
    }
  }

  @Test
  void showsAllSqlThatWouldRunAndStartsNoOtherPlan() {
    try (HttpListener listener = listen(true);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();
      Map<String, Object> migration = Map.of("sql", "DROP TABLE t", "name", "V1__t");

      String id = confirmation(call(client, "start", migration));
      Confirmations.Request request = confirmations().find(id).orElseThrow();
      String token = confirmations().confirm(request);
      CallToolResult done =
          call(
              client,
              "start",
              Map.of("sql", "DROP TABLE t", "name", "V1__t", "confirmation", token));

      assertThat(request.summary())
          .isEqualTo("start\nDROP TABLE t\n\nstart: fill\n    UPDATE t SET a = 1");
      assertThat(document(done)).containsEntry("outcome", "done");
      assertThat(commands.asked().getLast())
          .matches("start --json --plan-hash=abc --schema=public \\S+/V1__t\\.sql");
    }
  }

  @Test
  void acceptsNoTokenWhenWhatItWasForHasChanged() {
    try (HttpListener listener = listen(true);
        McpSyncClient client = client(listener, TOKEN)) {
      client.initialize();

      String id = confirmation(call(client, "contract", Map.of()));
      String token = confirmations().confirm(confirmations().find(id).orElseThrow());
      commands.become("completed");
      CallToolResult changed = call(client, "contract", Map.of("confirmation", token));
      commands.become("started");
      now.updateAndGet(it -> it.plus(Confirmations.VALIDITY).plusSeconds(1));
      CallToolResult late = call(client, "contract", Map.of("confirmation", token));

      assertThat(String.valueOf(document(changed).get("problems"))).contains("has changed since");
      assertThat(String.valueOf(document(late).get("problems"))).contains("expired");
      assertThat(commands.asked()).noneMatch(command -> command.startsWith("contract"));
    }
  }

  private static String confirmation(CallToolResult result) {
    assertThat(document(result)).containsEntry("outcome", "confirmation-required");
    Map<?, ?> needed =
        (Map<?, ?>) Objects.requireNonNull(document(result).get("confirmation"), "confirmation");
    assertThat(needed.get("command")).isEqualTo("theseus mcp confirm " + needed.get("id"));
    return String.valueOf(needed.get("id"));
  }

  @Test
  void letsInOnlyWhoBringsTheToken() throws Exception {
    try (HttpListener listener = listen(false)) {
      assertThat(status(listener, Map.of())).isEqualTo(401);
      assertThat(status(listener, Map.of("Authorization", "Bearer wrong"))).isEqualTo(401);
      assertThat(
              status(
                  listener,
                  Map.of("Authorization", "Bearer " + TOKEN, "Origin", "https://evil.example")))
          .isEqualTo(403);
      assertThat(
              status(
                  listener,
                  Map.of("Authorization", "Bearer " + TOKEN, "Origin", "http://localhost:1")))
          .isEqualTo(200);
      assertThatThrownBy(
              () -> {
                try (McpSyncClient client = client(listener, "wrong")) {
                  client.initialize();
                }
              })
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void refusesRequestsThatWereSentToAnotherName() throws Exception {
    try (HttpListener listener = listen(false);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /mcp HTTP/1.1\r\nHost: rebound.example\r\nAuthorization: Bearer "
                      + TOKEN
                      + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

      assertThat(answer).isEqualTo("HTTP/1.1 403");
    }
  }

  private static int status(HttpListener listener, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(listener.url()))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":
                    {"protocolVersion":"2025-06-18","capabilities":{},
                    "clientInfo":{"name":"test","version":"1"}}}
                    """));
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Void> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding());
      return answer.statusCode();
    }
  }
}

package dev.theseus.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Offers commands as tools.
public final class ToolServer {
  private static final String INSTRUCTIONS =
      """
      Theseus changes the schema of a PostgreSQL database while the application runs. For a change:
      guide (or write SQL yourself), check, plan, and only then start, complete and contract, each of
      which a person has to confirm. Make a backup before start, try the migration on a copy of
      production data first, and look at status after each step. rollback takes the last step back
      until contract.
      """;

  private final ServerSettings settings;
  private final McpJsonMapper mapper = new JacksonMcpJsonMapper(new ObjectMapper());
  private final Calls calls = new Calls();
  private final List<Tool> tools;

  public ToolServer(ServerSettings settings, CommandRunner runner, Confirmations confirmations) {
    this.settings = settings;
    Workspace workspace = new Workspace(settings.root());
    Runs runs = new Runs(runner, settings.options());
    this.tools = new ArrayList<>(new ReadingTools(settings, workspace, runs).all());
    if (settings.changes()) {
      tools.addAll(new ChangingTools(settings, workspace, runs, confirmations).all());
    }
  }

  /// Serves one client on two streams, until the first ends and the calls that run have ended.
  /// Nothing else may write to the second.
  public void serve(InputStream in, OutputStream out) throws InterruptedException {
    EndedInput input = new EndedInput(in, calls);
    McpSyncServer server =
        McpServer.sync(new StdioServerTransportProvider(mapper, input, out))
            .serverInfo("theseus", settings.version())
            .instructions(INSTRUCTIONS)
            .jsonMapper(mapper)
            .capabilities(capabilities())
            .tools(specifications())
            .build();
    input.await();
    server.closeGracefully();
  }

  /// Serves clients over HTTP on the loopback interface, at the path `/mcp`.
  ///
  /// @param port 0 for a free one
  /// @param token what each request must bring as `Authorization: Bearer …`
  public HttpListener listen(int port, String token) {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(mapper)
            .mcpEndpoint(HttpListener.PATH)
            .build();
    McpSyncServer server =
        McpServer.sync(transport)
            .serverInfo("theseus", settings.version())
            .instructions(INSTRUCTIONS)
            .jsonMapper(mapper)
            .capabilities(capabilities())
            .tools(specifications())
            .build();
    return HttpListener.start(transport, port, token, server::closeGracefully);
  }

  private static McpSchema.ServerCapabilities capabilities() {
    return McpSchema.ServerCapabilities.builder().tools(false).build();
  }

  private List<SyncToolSpecification> specifications() {
    return tools.stream().map(this::specification).toList();
  }

  private SyncToolSpecification specification(Tool tool) {
    McpSchema.Tool described =
        McpSchema.Tool.builder(tool.name(), tool.input())
            .title(tool.title())
            .description(tool.description())
            .outputSchema(tool.output())
            .annotations(
                McpSchema.ToolAnnotations.builder()
                    .title(tool.title())
                    .readOnlyHint(tool.kind() == Tool.Kind.READS)
                    .destructiveHint(tool.kind() == Tool.Kind.REMOVES)
                    .idempotentHint(true)
                    .openWorldHint(false)
                    .build())
            .build();
    return SyncToolSpecification.builder()
        .tool(described)
        .callHandler((exchange, request) -> calls.run(() -> result(tool, request.arguments())))
        .build();
  }

  private static CallToolResult result(Tool tool, Map<String, Object> arguments) {
    Reply reply;
    try {
      reply = tool.work().apply(new Call(arguments == null ? Map.of() : arguments));
    } catch (Refusal e) {
      reply = Reply.refused(e.what(), e.fix());
    } catch (RuntimeException e) {
      reply = Reply.refused("the tool failed: " + e, "this is a mistake of the program; report it");
    }
    CallToolResult.Builder result =
        CallToolResult.builder().addTextContent(text(reply.document())).isError(reply.failed());
    // the protocol's own client refuses a failure whose structure is not the tool's output
    return reply.failed() ? result.build() : result.structuredContent(reply.document()).build();
  }

  private static String text(Map<String, Object> document) {
    try {
      return new ObjectMapper().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of JSON values can be written as JSON", e);
    }
  }
}

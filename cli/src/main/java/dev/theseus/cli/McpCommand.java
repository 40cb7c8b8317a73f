package dev.theseus.cli;

import dev.theseus.check.report.JsonReport;
import dev.theseus.mcp.Confirmations;
import dev.theseus.mcp.HttpListener;
import dev.theseus.mcp.ServerSettings;
import dev.theseus.mcp.ToolServer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Offers the commands to an agent.
@Command(
    name = "mcp",
    description =
        "Offers check, plan, guide, status, history, skipped, throttle and verify as tools of the"
            + " Model Context Protocol, on stdin and stdout, or over HTTP on the loopback"
            + " interface. What changes a database is offered only with --allow-changes, and done"
            + " only when a person agrees to it with theseus mcp confirm.")
final class McpCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Parameters(
      arity = "0..2",
      paramLabel = "confirm ID",
      description =
          "On a terminal: shows the change that an agent asked for and, when you agree, prints the"
              + " token it needs: good once, for ten minutes.")
  private List<String> words = List.of();

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description =
          "Serve HTTP on this port of 127.0.0.1 instead of stdin and stdout; 0 takes a free one.")
  private @Nullable Integer port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "With --http: the file that holds the token which clients must send; default:"
              + " THESEUS_MCP_TOKEN, else a random one, which is printed on stderr.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--allow-changes",
      description = "Offer start, complete, contract, rollback, resume, pause and unpause too.")
  private boolean changes;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The folder whose files may be read; default: the working directory.")
  private @Nullable Path root;

  McpCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Confirmations confirmations =
        new Confirmations(McpConfirm.folder(session.environment()), InstantSource.system());
    if (!words.isEmpty()) {
      return new McpConfirm(session, confirmations).run(words);
    }
    Path folder = session.directory();
    if (root != null) {
      folder = MigrationOptions.existing(session, List.of(root)).getFirst();
    }
    McpRunner runner = new McpRunner(session, folder, database);
    ToolServer server = new ToolServer(settings(folder), runner, confirmations);
    try {
      if (port == null) {
        // what a library prints by mistake must not get into the protocol
        System.setOut(McpRunner.nowhere());
        server.serve(
            new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
      } else {
        listen(server, port);
      }
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.RETRYABLE;
    }
  }

  private ServerSettings settings(Path folder) {
    List<String> options = new ArrayList<>();
    options.add("--schema=" + database.schema().name());
    return new ServerSettings(
        Version.current(),
        folder,
        database.named(session) ? database.address(session).toString() : "",
        options,
        changes,
        new ServerSettings.Documents(
            JsonReport.class,
            PlanView.class,
            GuideView.class,
            GuideTopics.Listed.class,
            StatusView.class,
            HistoryCommand.Entries.class,
            SkippedCommand.Rows.class,
            ThrottleView.class));
  }

  private void listen(ToolServer server, int wanted) throws InterruptedException {
    McpToken token = McpToken.of(session, tokenFile);
    CountDownLatch asked = new CountDownLatch(1);
    try (HttpListener listener = server.listen(wanted, token.text());
        Interrupts.Registration registration = session.interrupts().onInterrupt(asked::countDown)) {
      assert registration != null;
      session.console().say("listening on " + listener.url());
      if (token.made()) {
        session.console().say("token: " + token.text());
      }
      asked.await();
    }
  }
}

package dev.theseus.mcp;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/// A server on the loopback interface that lets in who brings the token.
public final class HttpListener implements AutoCloseable {
  static final String PATH = "/mcp";

  /// Held, because loggers that nobody holds forget their level.
  private static final List<Logger> LOUD = List.of(Logger.getLogger("org.apache"));

  private static final String LOOPBACK = "127.0.0.1";

  private final Tomcat tomcat;
  private final Path folder;
  private final Runnable goodbye;

  private HttpListener(Tomcat tomcat, Path folder, Runnable goodbye) {
    this.tomcat = tomcat;
    this.folder = folder;
    this.goodbye = goodbye;
  }

  /// @param goodbye tells clients that the server ends
  static HttpListener start(HttpServlet servlet, int port, String token, Runnable goodbye) {
    LOUD.forEach(logger -> logger.setLevel(Level.SEVERE));
    Path folder = folder();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setPort(port);
    connector.setProperty("address", LOOPBACK);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    guard(context, token);
    Wrapper wrapper = Tomcat.addServlet(context, "mcp", servlet);
    wrapper.setAsyncSupported(true);
    context.addServletMapping(PATH, "mcp");
    HttpListener listener = new HttpListener(tomcat, folder, goodbye);
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      listener.close();
      throw unusable(port, e);
    }
    if (listener.port() <= 0) {
      listener.close();
      throw unusable(port, null);
    }
    return listener;
  }

  private static void guard(Context context, String token) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("guard");
    filter.setFilter(new LoopbackGuard(token));
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap everything = new FilterMap();
    everything.setFilterName("guard");
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
  }

  /// Where it listens.
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  public String url() {
    return "http://" + LOOPBACK + ":" + port() + PATH;
  }

  @Override
  public void close() {
    try {
      goodbye.run();
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    } finally {
      remove(folder);
    }
  }

  private static IllegalStateException unusable(int port, @Nullable Exception cause) {
    return new IllegalStateException(
        "port %d of %s cannot be listened on; give another, or 0 for any free one"
            .formatted(port, LOOPBACK),
        cause);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("theseus-mcp-http");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException ignored) {
      // an empty folder among the system's temporary ones stays
    }
  }
}

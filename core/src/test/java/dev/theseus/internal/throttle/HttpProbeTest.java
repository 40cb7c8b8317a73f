package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The user's address says whether work may go on.
class HttpProbeTest {
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);

  @PostgresTest
  void stopsWorkAtAnyStatusButSuccess(TestDatabase database) throws Exception {
    try (Server server = new Server()) {
      String address = server.address() + "/healthy?token=secret";
      try (Eye eye = new Eye(database.dataSource(), Limits.usual().withProbeHttp(address), 0)) {
        assertThat(eye.await(SignalName.PROBE_HTTP, State.OK).reason())
            .isEqualTo(server.address() + "/healthy answered 200");
        status.set(503);
        assertThat(eye.await(SignalName.PROBE_HTTP, State.STOP).reason())
            .isEqualTo(server.address() + "/healthy answered 503");
        status.set(204);
        eye.await(SignalName.PROBE_HTTP, State.OK);
        status.set(302);
        eye.await(SignalName.PROBE_HTTP, State.STOP);
      }
    }
  }

  @PostgresTest
  void stopsWorkWhereNobodyAnswers(TestDatabase database) throws Exception {
    String address;
    try (Server server = new Server()) {
      address = server.address() + "/";
    }
    try (Eye eye = new Eye(database.dataSource(), Limits.usual().withProbeHttp(address), 0)) {
      Signal signal = eye.await(SignalName.PROBE_HTTP, one -> one.reason().contains("no answer"));
      assertThat(signal.state()).isEqualTo(State.STOP);
    }
  }

  @PostgresTest
  void doesNotKeepOtherSignalsWaitingForASlowAnswer(TestDatabase database) throws Exception {
    try (Server server = new Server()) {
      String address = server.address() + "/never";
      try (Eye eye = new Eye(database.dataSource(), Limits.usual().withProbeHttp(address), 0)) {
        long began = System.nanoTime();
        assertThat(eye.now(SignalName.LAG).state()).isEqualTo(State.OK);
        assertThat(System.nanoTime() - began).isLessThan(3_000_000_000L);
        assertThat(eye.now(SignalName.PROBE_HTTP).reason()).contains("no answer yet from");
      }
      never.countDown();
    }
  }

  @PostgresTest
  void keepsTheLastAnswerWhileTheNextOneIsSlow(TestDatabase database) throws Exception {
    try (Server server = new Server()) {
      String address = server.address() + "/second-never";
      try (Eye eye = new Eye(database.dataSource(), Limits.usual().withProbeHttp(address), 0)) {
        eye.await(SignalName.PROBE_HTTP, State.OK);
        eye.await(SignalName.PROBE_HTTP, signal -> asked.get() == 2);
        for (int looks = 0; looks < 10; looks++) {
          eye.later(Duration.ofMillis(200));
          assertThat(eye.now(SignalName.PROBE_HTTP).state()).isEqualTo(State.OK);
        }
        eye.later(Duration.ofSeconds(5));
        assertThat(eye.now(SignalName.PROBE_HTTP).state()).isEqualTo(State.UNREADABLE);
        status.set(503);
        never.countDown();
        eye.await(SignalName.PROBE_HTTP, State.STOP);
      }
    }
  }

  private final class Server implements AutoCloseable {
    private final HttpServer server;

    Server() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext(
          "/",
          exchange -> {
            boolean second = asked.incrementAndGet() > 1;
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/never") || (path.equals("/second-never") && second)) {
              awaitTheEnd();
            }
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
          });
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }

    private void awaitTheEnd() throws IOException {
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}

package dev.theseus.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports on the loopback address.
///
/// They lie below the range from which Linux and macOS take the ports of outgoing connections, so
/// that a server that restarts finds its port still free.
final class Ports {
  private static final int LOWEST = 15_000;
  private static final int BEHIND_HIGHEST = 32_000;

  private Ports() {}

  /// A port that is free now; another program may take it before it is used.
  static int free() {
    for (int tries = 0; tries < 200; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BEHIND_HIGHEST);
      if (free(port)) {
        return port;
      }
    }
    throw new EmbeddedPostgresException(
        "no free port between " + LOWEST + " and " + BEHIND_HIGHEST + "; name one with port(…)");
  }

  private static boolean free(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}

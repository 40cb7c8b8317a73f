package dev.theseus.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client connection through a [Proxy]: two threads that pass whole protocol messages on.
final class ProxyConnection {
  private static final int ENCRYPTION_REQUEST_SSL = 80877103;
  private static final int ENCRYPTION_REQUEST_GSS = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private final Proxy proxy;
  private final Socket client;
  private final Socket server;
  private final Map<String, String> prepared = new ConcurrentHashMap<>();
  private volatile @Nullable Fault fault;
  private volatile boolean struck;
  private volatile int backend;

  ProxyConnection(Proxy proxy, Socket client, Socket server) throws IOException {
    // messages go on one by one: without this each would wait for the acknowledgement of the last
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    start("to-server", this::toServer);
    start("to-client", this::toClient);
  }

  void close() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is as good as closed: nobody uses it any more
      }
    }
  }

  private interface Pump {
    void run() throws IOException;
  }

  private void start(String name, Pump pump) {
    Thread.ofPlatform()
        .daemon()
        .name("proxy-" + name)
        .start(
            () -> {
              try {
                pump.run();
              } catch (IOException e) {
                // one side is gone; the other must see it
              } finally {
                if (fault != Fault.FREEZE) {
                  close();
                  if (struck) {
                    proxy.ended();
                  }
                }
              }
            });
  }

  private void toServer() throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = server.getOutputStream();
    if (!startUp(in, out)) {
      return;
    }
    while (true) {
      byte type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      String statement = statement(type, body);
      if (statement != null) {
        Fault now = proxy.passing(statement);
        struck |= now != null;
        if (now == Fault.CUT_BEFORE) {
          return;
        }
        if (now == Fault.TERMINATE_BEFORE) {
          // the other thread passes the server's last words on and sees the end
          proxy.strike(now, backend);
          continue;
        }
        if (now != null) {
          fault = now;
        }
      }
      out.write(message(type, body));
    }
  }

  /// Passes the first packet on; encryption is declined here, because what is encrypted cannot be
  /// read.
  private boolean startUp(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      int length = in.readInt();
      int code = in.readInt();
      byte[] rest = in.readNBytes(length - 8);
      if (code == ENCRYPTION_REQUEST_SSL || code == ENCRYPTION_REQUEST_GSS) {
        client.getOutputStream().write('N');
        continue;
      }
      ByteBuffer packet = ByteBuffer.allocate(length).putInt(length).putInt(code).put(rest);
      out.write(packet.array());
      return code != CANCEL_REQUEST;
    }
  }

  private void toClient() throws IOException {
    DataInputStream in = new DataInputStream(server.getInputStream());
    OutputStream out = client.getOutputStream();
    boolean dying = false;
    while (true) {
      byte type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'K') {
        backend = ByteBuffer.wrap(body).getInt();
      }
      Fault now = fault;
      if (dying) {
        // what follows in a pipeline was done too, and is not told either
        if (type == 'E' && text(body, 1).equals("FATAL")) {
          out.write(message(type, body));
        }
      } else if (now == null) {
        waitFor(proxy.delay().toNanos());
        out.write(message(type, body));
      } else if (type == 'Z' && now != Fault.FREEZE) {
        // ready for the next query: the server has done all of this one
        proxy.strike(now, backend);
        if (now != Fault.TERMINATE_AFTER) {
          return;
        }
        dying = true;
      }
    }
  }

  /// The text of the statement that this message makes the server run; null when it runs none.
  private @Nullable String statement(byte type, byte[] body) {
    return switch (type) {
      case 'Q' -> text(body, 0);
      case 'P' -> {
        String name = text(body, 0);
        prepared.put(name, text(body, end(body, 0) + 1));
        yield null;
      }
      case 'B' -> prepared.get(text(body, end(body, 0) + 1));
      default -> null;
    };
  }

  private static int end(byte[] body, int from) {
    int end = from;
    while (body[end] != 0) {
      end++;
    }
    return end;
  }

  private static String text(byte[] body, int from) {
    return new String(body, from, end(body, from) - from, StandardCharsets.UTF_8);
  }

  private static byte[] message(byte type, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 5);
    bytes.write(type);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(body.length + 4).array());
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static void waitFor(long nanos) throws InterruptedIOException {
    if (nanos <= 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("while an answer was delayed");
    }
  }
}

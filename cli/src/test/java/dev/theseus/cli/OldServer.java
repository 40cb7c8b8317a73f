package dev.theseus.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Speaks just enough of PostgreSQL's protocol to be taken for a server of version 13.4, whose
/// programs are not at hand: lets everybody in and answers each query with its version number.
final class OldServer implements AutoCloseable {
  private final ServerSocket socket;

  OldServer() throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("old server").start(this::serve);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/shop?user=me&sslmode=disable&gssEncMode=disable&preferQueryMode=simple"
        .formatted(socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        converse(
            new DataInputStream(client.getInputStream()),
            new DataOutputStream(client.getOutputStream()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void converse(DataInputStream in, DataOutputStream out) throws IOException {
    in.readNBytes(in.readInt() - 4);
    send(out, 'R', 0, 0, 0, 0);
    parameter(out, "server_version", "13.4");
    parameter(out, "server_encoding", "UTF8");
    parameter(out, "client_encoding", "UTF8");
    parameter(out, "DateStyle", "ISO, MDY");
    parameter(out, "integer_datetimes", "on");
    parameter(out, "standard_conforming_strings", "on");
    send(out, 'K', 0, 0, 0, 1, 0, 0, 0, 1);
    ready(out);
    for (int type = in.read(); type >= 0 && type != 'X'; type = in.read()) {
      in.readNBytes(in.readInt() - 4);
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      DataOutputStream field = new DataOutputStream(row);
      field.writeShort(1);
      field.writeBytes("server_version_num\0");
      field.write(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 25, -1, -1, -1, -1, -1, -1, 0, 0});
      message(out, 'T', row.toByteArray());
      row.reset();
      field.writeShort(1);
      field.writeInt(6);
      field.writeBytes("130004");
      message(out, 'D', row.toByteArray());
      message(out, 'C', "SELECT 1\0".getBytes(StandardCharsets.US_ASCII));
      ready(out);
    }
  }

  private static void ready(DataOutputStream out) throws IOException {
    send(out, 'Z', 'I');
    out.flush();
  }

  private static void parameter(DataOutputStream out, String name, String value)
      throws IOException {
    message(out, 'S', (name + '\0' + value + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  private static void send(DataOutputStream out, char type, int... bytes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int one : bytes) {
      body.write(one);
    }
    message(out, type, body.toByteArray());
  }

  private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(body.length + 4);
    out.write(body);
  }
}

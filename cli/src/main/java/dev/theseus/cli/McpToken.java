package dev.theseus.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What clients of the HTTP server must send.
///
/// @param made whether it was made for this run, so that somebody must be told
record McpToken(String text, boolean made) {
  private static final String VARIABLE = "THESEUS_MCP_TOKEN";
  private static final int SHORTEST = 16;
  private static final int BYTES = 24;

  static McpToken of(Session session, @Nullable Path file) {
    String given = session.environment().getOrDefault(VARIABLE, "");
    if (file != null) {
      given = CheckInput.text(MigrationOptions.existing(session, List.of(file)).getFirst()).strip();
    } else if (given.isEmpty()) {
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      return new McpToken(HexFormat.of().formatHex(bytes), true);
    }
    if (given.length() < SHORTEST || !given.matches("[!-~]+")) {
      throw new UsageException(
          "the token is shorter than %d characters, or holds other than printable ASCII"
              .formatted(SHORTEST),
          "give a longer one in --token-file or " + VARIABLE + ", or none for a random one");
    }
    return new McpToken(given, false);
  }
}

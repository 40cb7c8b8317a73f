package dev.theseus.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes a plan as JSON and reads it back; `read(write(plan))` equals `plan`. Field names and type
/// ids are stable across releases: plans live in databases. Thread-safe.
public final class PlanCodec {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlanCodec() {}

  /// The plan as JSON text, fields in a fixed order.
  public static String write(Plan plan) {
    return new PlanWriter(MAPPER.getNodeFactory()).plan(plan).toString();
  }

  /// @throws MigrationException `invalid-file` if the text is not a plan this release knows
  public static Plan read(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      return new PlanReader().plan(node);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new MigrationException(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "the stored plan cannot be read: " + e.getMessage(),
              "use the release of Theseus that made the plan, or a newer one"),
          e);
    }
  }

  /// The SHA-256 of [#write(Plan)], in hexadecimal digits: plans with the same hash do the same.
  public static String hash(Plan plan) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(write(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

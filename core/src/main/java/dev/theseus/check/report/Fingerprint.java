package dev.theseus.check.report;

import dev.theseus.check.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What stays the same of a finding when lines are moved: rule, file and the words of the span.
final class Fingerprint {
  private static final int BYTES = 16;

  private Fingerprint() {}

  /// @param file the name of the finding's file that is the same wherever the check is run
  static String of(Finding finding, String file, String text) {
    int start = Math.min(finding.range().start(), text.length());
    int end = Math.min(finding.range().end(), text.length());
    String words = text.substring(start, end).strip().replaceAll("\\s+", " ");
    String all = finding.rule() + "\n" + file + "\n" + words + (finding.down() ? "\ndown" : "");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

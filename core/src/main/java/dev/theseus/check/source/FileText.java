package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file's text, whatever its encoding.
///
/// @param text without byte order mark
/// @param troubles what is wrong with the encoding
/// @param large whether rows of data were left out while reading: they are empty lines then
record FileText(String text, List<Trouble> troubles, boolean large) {
  /// Files beyond this are read line by line, without their rows of data.
  private static final long LARGE_BYTES = 16L << 20;

  private static final int PROBE_BYTES = 4_096;
  private static final Charset WESTERN = Charset.forName("windows-1252");

  static FileText of(Path file) throws IOException {
    long bytes = Files.size(file);
    return bytes > LARGE_BYTES ? large(file) : whole(Files.readAllBytes(file));
  }

  static FileText whole(byte[] bytes) {
    Optional<Charset> marked = marked(bytes);
    List<Trouble> troubles = new ArrayList<>();
    String text;
    if (marked.isPresent()) {
      text = new String(bytes, marked.get());
    } else {
      text = utf8(bytes, troubles);
    }
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      troubles.add(
          new Trouble(
              ReadingRule.NUL_CHARACTER,
              new SourceRange(nul, nul + 1),
              "the file holds a NUL character; it is read as a space"));
      text = text.replace('\0', ' ');
    }
    return new FileText(text, troubles, false);
  }

  private static String utf8(byte[] bytes, List<Trouble> troubles) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      String text = new String(bytes, WESTERN);
      String lossy = new String(bytes, StandardCharsets.UTF_8);
      int place = Math.clamp(lossy.indexOf('\uFFFD'), 0, text.length());
      troubles.add(encoding(place, text.length()));
      return text;
    }
  }

  private static Trouble encoding(int place, int length) {
    return new Trouble(
        ReadingRule.FILE_ENCODING,
        new SourceRange(place, Math.min(place + 1, length)),
        "the file is not UTF-8; it is read as " + WESTERN.displayName());
  }

  /// UTF-16 by its mark, or by every second byte of the beginning being zero.
  private static Optional<Charset> marked(byte[] bytes) {
    if (bytes.length >= 2 && (bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xFF) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    if (bytes.length >= 2 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    if (bytes.length >= 3
        && (bytes[0] & 0xFF) == 0xEF
        && (bytes[1] & 0xFF) == 0xBB
        && (bytes[2] & 0xFF) == 0xBF) {
      return Optional.empty();
    }
    int probe = Math.min(bytes.length, PROBE_BYTES) & ~1;
    int zeroEven = 0;
    int zeroOdd = 0;
    for (int i = 0; i < probe; i += 2) {
      zeroEven += bytes[i] == 0 ? 1 : 0;
      zeroOdd += bytes[i + 1] == 0 ? 1 : 0;
    }
    if (probe >= 8 && zeroOdd > probe / 4 && zeroEven == 0) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return probe >= 8 && zeroEven > probe / 4 && zeroOdd == 0
        ? Optional.of(StandardCharsets.UTF_16BE)
        : Optional.empty();
  }

  private static FileText large(Path file) throws IOException {
    byte[] head = head(file);
    Optional<Charset> marked = marked(head);
    if (marked.isPresent()) {
      return lines(file, marked.get());
    }
    try {
      return lines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      FileText read = lines(file, WESTERN);
      List<Trouble> troubles = new ArrayList<>(read.troubles());
      troubles.add(encoding(0, read.text().length()));
      return new FileText(read.text(), troubles, true);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(PROBE_BYTES);
    }
  }

  private static FileText lines(Path file, Charset charset) throws IOException {
    DumpLines dump = new DumpLines();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                charset
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        dump.add(line);
      }
    }
    return new FileText(dump.text(), dump.troubles(), true);
  }
}

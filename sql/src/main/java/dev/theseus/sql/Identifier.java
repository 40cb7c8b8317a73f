package dev.theseus.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/// One name as PostgreSQL stores it: case kept, no quotes.
///
/// Names longer than [#MAX_BYTES] UTF-8 bytes are refused, because PostgreSQL would cut them
/// silently and two of them could become one.
///
/// @param name the raw name, 1..63 UTF-8 bytes, no NUL character
public record Identifier(String name) implements SqlPart, Comparable<Identifier> {

  /// PostgreSQL's `NAMEDATALEN - 1`.
  public static final int MAX_BYTES = 63;

  /// Of one UTF-16 character in UTF-8.
  private static final int MOST_BYTES = 3;

  private static final int HASH_CHARS = 8;

  public Identifier {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an identifier cannot be empty; give it a name");
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "identifier \"" + name.replace('\0', '?') + "\" contains a NUL character; remove it");
    }
    if (hasLoneSurrogate(name)) {
      throw new IllegalArgumentException(
          "identifier \"" + name + "\" is not valid Unicode: it has half of a surrogate pair");
    }
    if (name.length() > MAX_BYTES / MOST_BYTES && bytes(name) > MAX_BYTES) {
      throw new IllegalArgumentException(
          "identifier \"%s\" has %d bytes, PostgreSQL keeps %d; shorten it"
              .formatted(name, bytes(name), MAX_BYTES));
    }
  }

  /// The identifier with exactly this raw name.
  public static Identifier of(String name) {
    return new Identifier(name);
  }

  /// The name `prefix + base`, shortened with a hash of the whole where it would exceed 63 bytes.
  public static Identifier derived(String prefix, String base) {
    return derived(prefix, base, "");
  }

  /// The name `prefix + base + suffix`; where it would exceed 63 bytes, the end of `base` gives way
  /// to eight hexadecimal digits of a hash of the whole name. The same arguments always give the
  /// same name, and different long names give different ones.
  ///
  /// @throws IllegalArgumentException if prefix and suffix leave no room for the hash
  public static Identifier derived(String prefix, String base, String suffix) {
    String whole = prefix + base + suffix;
    if (bytes(whole) <= MAX_BYTES) {
      return new Identifier(whole);
    }
    String hash = "_" + hash(whole);
    int room = MAX_BYTES - bytes(prefix) - bytes(suffix) - bytes(hash);
    if (room < 0) {
      throw new IllegalArgumentException(
          "prefix \"%s\" and suffix \"%s\" leave no room for a name of %d bytes"
              .formatted(prefix, suffix, MAX_BYTES));
    }
    return new Identifier(prefix + cut(base, room) + hash + suffix);
  }

  /// The name in double quotes, quotes inside doubled. It is always quoted, so neither a reserved
  /// word of a later PostgreSQL version nor upper case can change what it means.
  public String quoted() {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String rendered() {
    return quoted();
  }

  @Override
  public int compareTo(Identifier other) {
    return name.compareTo(other.name);
  }

  /// The raw name, for messages.
  @Override
  public String toString() {
    return name;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /// Cuts between code points, never inside one.
  private static String cut(String text, int maxBytes) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      used += bytes(text.substring(end, next));
      if (used > maxBytes) {
        break;
      }
      end = next;
    }
    return text.substring(0, end);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

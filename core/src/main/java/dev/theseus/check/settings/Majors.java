package dev.theseus.check.settings;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PostgreSQL majors as people write them: `16`, `14..18`, `14,16`.
public final class Majors {
  public static final int OLDEST = 14;
  public static final int NEWEST = 18;

  private static final Pattern PART =
      Pattern.compile("\\s*(\\d{1,3})(?:\\s*\\.\\.\\s*(\\d{1,3}))?\\s*");

  private Majors() {}

  /// @throws IllegalArgumentException if it names no major from 14 to 18
  public static SortedSet<Integer> parse(String text) {
    SortedSet<Integer> majors = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw wrong(text);
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first < OLDEST || last > NEWEST || last < first) {
        throw wrong(text);
      }
      for (int major = first; major <= last; major++) {
        majors.add(major);
      }
    }
    return majors;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' names no PostgreSQL major from " + OLDEST + " to " + NEWEST);
  }
}

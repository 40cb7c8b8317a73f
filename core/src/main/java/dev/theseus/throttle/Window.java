package dev.theseus.throttle;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of every day in which work may go on; may span midnight.
///
/// @param from the first minute
/// @param to the minute at which it ends; not the same as `from`
/// @param zone whose hours these are
public record Window(LocalTime from, LocalTime to, ZoneId zone) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})(?:\\s+(\\S+))?");

  public Window {
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "the window %s-%s is empty; let it end at another time".formatted(from, to));
    }
  }

  /// Reads `22:00-05:00` or `22:00-05:00 Europe/Berlin`.
  ///
  /// @param usual the zone where none is written
  public static Window of(String text, ZoneId usual) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no window; write it as 22:00-05:00, or 22:00-05:00 Europe/Berlin"
              .formatted(text));
    }
    try {
      return new Window(
          time(matcher.group(1)),
          time(matcher.group(2)),
          matcher.group(3) == null ? usual : ZoneId.of(matcher.group(3)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is no window: %s".formatted(text, e.getMessage()), e);
    }
  }

  /// Whether work may go on then.
  public boolean holds(Instant moment) {
    LocalTime time = moment.atZone(zone).toLocalTime();
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : !time.isBefore(from) || time.isBefore(to);
  }

  /// The text that [#of] reads.
  public String text() {
    return "%s-%s %s".formatted(from, to, zone);
  }

  private static LocalTime time(String text) {
    if (text.equals("24:00")) {
      return LocalTime.MIDNIGHT;
    }
    return LocalTime.parse(text.length() == 4 ? "0" + text : text);
  }
}

package dev.theseus.check;

import java.util.regex.Pattern;

/// The name of a rule: what ignore comments, reports and documentation pages call it.
///
/// @param text lower-case words joined by hyphens, such as `add-column-volatile-default`
public record RuleId(String text) implements Comparable<RuleId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  public RuleId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no rule name; write lower-case words joined by hyphens");
    }
  }

  public static RuleId of(String text) {
    return new RuleId(text);
  }

  @Override
  public int compareTo(RuleId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

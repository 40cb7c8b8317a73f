package dev.theseus.cli;

import org.jspecify.annotations.Nullable;

/// The few ways in which a word may stand out on a terminal.
enum Style {
  BOLD('\uE100', "1"),
  DIM('\uE101', "2"),
  RED('\uE102', "31"),
  GREEN('\uE103', "32"),
  YELLOW('\uE104', "33"),
  CYAN('\uE105', "36");

  private static final char END_MARK = '\uE1FF';

  /// A private-use character that stands before styled text until it is printed: escape sequences
  /// inside data can then be told from ours.
  private final char mark;

  private final String parameter;

  Style(char mark, String parameter) {
    this.mark = mark;
    this.parameter = parameter;
  }

  /// The text, made to stand out when it is printed by a [Console] with colours.
  String of(String text) {
    return mark + text + END_MARK;
  }

  /// Turns marks into escape sequences, or removes them, and makes control characters visible: an
  /// escape becomes `␛`.
  static String render(String text, boolean colours) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(out, c, colours));
    return out.toString();
  }

  /// The number of columns that the text takes, marks not counted.
  static int width(String text) {
    return (int) text.codePoints().filter(c -> !isMark(c)).count();
  }

  private static boolean isMark(int c) {
    return parameter(c) != null;
  }

  private static @Nullable String parameter(int c) {
    for (Style style : values()) {
      if (style.mark == c) {
        return style.parameter;
      }
    }
    return c == END_MARK ? "0" : null;
  }

  private static void append(StringBuilder out, int c, boolean colours) {
    String parameter = c >= '\uE100' ? parameter(c) : null;
    if (parameter != null) {
      if (colours) {
        out.append("\u001B[").append(parameter).append('m');
      }
    } else if (c == '\n' || c == '\t' || !isHarmful(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x20) {
      out.append((char) (0x2400 + c));
    } else {
      out.append('\uFFFD');
    }
  }

  /// Control characters move the cursor or start sequences; the bidirectional overrides make text
  /// read in another order than it is.
  private static boolean isHarmful(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xD800 && c <= 0xDFFF);
  }
}

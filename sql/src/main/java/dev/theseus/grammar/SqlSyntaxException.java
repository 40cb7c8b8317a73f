package dev.theseus.grammar;

/// PostgreSQL's grammar rejects a text.
public final class SqlSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String text;
  private final int offset;

  SqlSyntaxException(String problem, String text, int offset) {
    super(problem + " (" + Position.of(text, offset) + ")");
    this.problem = problem;
    this.text = text;
    this.offset = offset;
  }

  /// PostgreSQL's message alone, without the place.
  public String problem() {
    return problem;
  }

  /// Where it stopped, as line and column.
  public Position position() {
    return Position.of(text, offset);
  }

  /// Where it stopped, in UTF-16 characters of the parsed text.
  public int offset() {
    return offset;
  }

  /// What may help, or the empty string.
  public String hint() {
    String rest = text.substring(offset);
    if (rest.startsWith("\\")) {
      return "this looks like a psql command; remove it or run the file with psql";
    }
    if (rest.startsWith("{") || rest.startsWith("$")) {
      return "this looks like a placeholder; give its value before the text is parsed";
    }
    return rest.isBlank() ? "the text ends too early; is a part or a bracket missing?" : "";
  }

  /// The line of the mistake with a mark under its place.
  public String nearLine() {
    int start = offset;
    while (start > 0 && !isBreak(text.charAt(start - 1))) {
      start--;
    }
    int end = offset;
    while (end < text.length() && !isBreak(text.charAt(end))) {
      end++;
    }
    StringBuilder mark = new StringBuilder();
    text.substring(start, offset).codePoints().forEach(c -> mark.append(c == '\t' ? '\t' : ' '));
    return text.substring(start, end) + "\n" + mark + "^";
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }
}

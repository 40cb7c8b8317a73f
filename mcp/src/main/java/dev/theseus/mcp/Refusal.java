package dev.theseus.mcp;

/// A call that cannot be carried out as it was made; nothing was changed.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  Refusal(String what, String fix) {
    super(what);
    this.fix = fix;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  String fix() {
    return fix;
  }
}

package dev.theseus.cli.guide;

/// An answer, or the sentence that asks for a change, cannot be used; nothing was tried.
public final class WrongAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  /// @param what what is wrong, without a final stop
  /// @param fix what to give instead, in the imperative
  public WrongAnswer(String what, String fix) {
    super(what);
    this.fix = fix;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String fix() {
    return fix;
  }
}

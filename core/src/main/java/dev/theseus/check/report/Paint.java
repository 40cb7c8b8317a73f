package dev.theseus.check.report;

/// How words stand out where they are shown.
@FunctionalInterface
public interface Paint {
  String of(Ink ink, String text);

  /// What a word is.
  enum Ink {
    DANGER,
    WARNING,
    ADVICE,
    PLACE,
    MARGIN,
    LABEL
  }

  /// Nothing stands out.
  static Paint none() {
    return (ink, text) -> text;
  }
}

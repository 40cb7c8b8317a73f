package dev.theseus.sql;

/// An optional clause that is left out. Put it where a template has a placeholder for a clause that
/// not every statement needs.
public enum Nothing implements SqlPart {
  /// Renders to the empty text.
  NOTHING;

  @Override
  public String rendered() {
    return "";
  }
}

package dev.theseus.check.source;

/// What somebody should know about the reading and need not act upon.
///
/// @param file the file's name as it is shown; empty for no file in particular
/// @param line the line, 0 for the file as a whole
/// @param text what was done
public record Note(String file, int line, String text) {
  @Override
  public String toString() {
    return file.isEmpty() ? text : file + (line > 0 ? ":" + line : "") + ": " + text;
  }
}

package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import java.util.List;

/// What was read.
///
/// @param files in the order in which they run
/// @param notes what was left out, and other things to know
public record Sources(List<ReadFile> files, List<Note> notes) {
  public Sources {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /// The files for the checker.
  public List<CheckedFile> checked() {
    return files.stream().map(ReadFile::file).toList();
  }

  /// @param ignores what its comments ask not to be told
  public record ReadFile(CheckedFile file, Ignores ignores) {}
}

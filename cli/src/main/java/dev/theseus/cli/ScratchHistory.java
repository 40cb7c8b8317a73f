package dev.theseus.cli;

import dev.theseus.migration.Migration;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.sql.Identifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The statements that made the schema which a migration is planned for: those of the files that
/// come before it in their folder.
final class ScratchHistory {
  private final MigrationOptions options;
  private final Identifier schema;
  private final Optional<Path> folder;

  /// @param folder empty when nothing came before
  ScratchHistory(MigrationOptions options, Identifier schema, Optional<Path> folder) {
    this.options = options;
    this.schema = schema;
    this.folder = folder;
  }

  /// One statement and its place.
  record Earlier(String place, String statement) {}

  /// The statements of all files of a folder.
  static List<Earlier> all(MigrationOptions options, Identifier schema, Path folder) {
    List<Earlier> all = new ArrayList<>();
    options.read(List.of(folder), ReaderOptions.of(schema)).forEach(one -> add(one, all));
    return all;
  }

  /// @param planned what is planned; the first of it that is in the folder, and what comes after
  ///   it, is left out
  List<Earlier> before(List<Path> planned) {
    if (folder.isEmpty()) {
      return List.of();
    }
    ReaderOptions reading = ReaderOptions.of(schema);
    Set<String> wanted = new LinkedHashSet<>();
    options.read(planned, reading).forEach(migration -> wanted.add(migration.name()));
    List<Earlier> earlier = new ArrayList<>();
    for (Migration migration : options.read(List.of(folder.get()), reading)) {
      if (wanted.contains(migration.name())) {
        break;
      }
      add(migration, earlier);
    }
    return earlier;
  }

  private static void add(Migration migration, List<Earlier> earlier) {
    Set<Earlier> statements = new LinkedHashSet<>();
    for (Authored authored : migration.operations()) {
      statements.add(new Earlier(authored.place(), authored.statement()));
    }
    earlier.addAll(statements);
  }
}

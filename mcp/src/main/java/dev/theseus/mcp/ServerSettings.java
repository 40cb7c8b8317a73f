package dev.theseus.mcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// What a server offers.
///
/// @param version of this program
/// @param root the folder that holds every file a tool may read
/// @param database the database that the commands work on, for people; empty where none is named
/// @param options given to each command that works on a database, such as `--schema=shop`
/// @param changes whether tools that change the database are offered
/// @param documents the types of the commands' JSON documents
public record ServerSettings(
    String version,
    Path root,
    String database,
    List<String> options,
    boolean changes,
    Documents documents) {
  public ServerSettings {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(database, "database");
    options = List.copyOf(options);
    Objects.requireNonNull(documents, "documents");
  }

  /// The record of each document.
  public record Documents(
      Class<?> check,
      Class<?> plan,
      Class<?> guide,
      Class<?> topics,
      Class<?> status,
      Class<?> history,
      Class<?> skipped,
      Class<?> throttle) {}
}

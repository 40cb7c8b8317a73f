package dev.theseus.plan.files;

import dev.theseus.plan.Phase;

/// One file.
///
/// @param name relative to the folder they are written to, with `/` between folders
/// @param text ends with a line break
/// @param part the command of the engine whose work it does; between two parts the application is
///   deployed
public record PlanFile(String name, String text, Phase.Verb part, Role role) {
  /// What a file is for.
  public enum Role {
    /// What the runner runs.
    FORWARD,
    /// Settings of the file whose name it continues.
    SETTINGS,
    /// The way back.
    BACK
  }
}

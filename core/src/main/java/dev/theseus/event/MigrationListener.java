package dev.theseus.event;

/// Receives what the engine tells, on the engine's thread; must return quickly and must not throw.
@FunctionalInterface
public interface MigrationListener {
  void on(MigrationEvent event);

  /// Hears nothing.
  static MigrationListener silent() {
    return event -> {};
  }
}

package dev.theseus.cli;

import dev.theseus.event.MigrationListener;

/// Shows what the engine tells while a command runs.
interface EventDisplay extends MigrationListener, AutoCloseable {
  @Override
  void close();
}

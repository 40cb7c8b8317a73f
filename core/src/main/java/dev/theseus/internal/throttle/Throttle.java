package dev.theseus.internal.throttle;

import dev.theseus.throttle.Signal;
import java.util.List;
import java.util.Optional;

/// What row work asks before each chunk. Answers from memory, never from the server. Thread-safe.
public interface Throttle {
  /// The signal that holds work back most; empty when work may go on at full speed.
  Optional<Signal> holding();

  /// What could not be read for lack of rights, each said once.
  List<String> warnings();

  /// Holds nothing back.
  static Throttle none() {
    return new Throttle() {
      @Override
      public Optional<Signal> holding() {
        return Optional.empty();
      }

      @Override
      public List<String> warnings() {
        return List.of();
      }
    };
  }
}

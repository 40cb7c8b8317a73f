package dev.theseus.migration;

import java.util.List;
import java.util.Map;

/// A YAML or JSON text as a tree that knows where each value stands.
sealed interface Document {

  Spot spot();

  /// Both from 1.
  record Spot(int line, int column) {}

  /// @param entries in the order they are written
  record Mapping(Map<String, Entry> entries, Spot spot) implements Document {}

  /// @param key where the key stands
  record Entry(Spot key, Document value) {}

  record Sequence(List<Document> items, Spot spot) implements Document {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Scalar(Kind kind, String text, Spot spot) implements Document {
    enum Kind {
      TEXT("text"),
      NUMBER("a number"),
      BOOLEAN("true or false"),
      NULL("nothing");

      private final String words;

      Kind(String words) {
        this.words = words;
      }

      String words() {
        return words;
      }
    }
  }

  /// What it is, in words, for messages.
  default String words() {
    return switch (this) {
      case Mapping m -> "a mapping";
      case Sequence s -> "a list";
      case Scalar s -> s.kind().words();
    };
  }
}

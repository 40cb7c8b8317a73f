package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.util.function.Function;

/// Where in a file a value stands, by position and by path.
///
/// @param path for example `operations[2].add_column.type`; empty for the whole file
record DocumentPlace(String file, String path) {

  DocumentPlace key(String key) {
    return new DocumentPlace(file, path.isEmpty() ? key : path + "." + key);
  }

  DocumentPlace item(int index) {
    return new DocumentPlace(file, path + "[" + index + "]");
  }

  /// A problem whose sentence begins with the path.
  InvalidMigration problem(Document.Spot spot, String what, String fix) {
    String subject = path.isEmpty() ? "the migration" : path;
    String where = file + ":" + spot.line() + ":" + spot.column();
    return new InvalidMigration(
        new Problem(ProblemCode.INVALID_FILE, subject + " " + what, where, fix));
  }

  /// The text of a scalar, converted; what the conversion says about it becomes the problem.
  <T> T text(Document value, Function<String, T> conversion) {
    String text = text(value);
    try {
      return conversion.apply(text);
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage() == null ? "cannot be read" : e.getMessage();
      throw problem(value.spot(), "is not valid: " + reason, "correct it");
    }
  }

  String text(Document value) {
    if (value instanceof Document.Scalar scalar) {
      if (scalar.kind() == Document.Scalar.Kind.TEXT) {
        return scalar.text();
      }
      if (scalar.kind() != Document.Scalar.Kind.NULL) {
        throw problem(
            value.spot(), "is " + value.words() + " and must be text", "put it in quotes");
      }
    }
    throw problem(value.spot(), "is " + value.words() + " and must be text", "write text");
  }

  boolean flag(Document value) {
    if (value instanceof Document.Scalar scalar && scalar.kind() == Document.Scalar.Kind.BOOLEAN) {
      return Boolean.parseBoolean(scalar.text());
    }
    throw problem(
        value.spot(),
        "is " + value.words() + " and must be true or false",
        "write true or false without quotes");
  }

  Document.Mapping mapping(Document value) {
    if (value instanceof Document.Mapping mapping) {
      return mapping;
    }
    throw problem(value.spot(), "is " + value.words() + " and must be a mapping", "write keys");
  }

  Document.Sequence sequence(Document value) {
    if (value instanceof Document.Sequence sequence) {
      return sequence;
    }
    throw problem(value.spot(), "is " + value.words() + " and must be a list", "write a list");
  }
}

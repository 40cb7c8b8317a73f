package dev.theseus.lifecycle;

import dev.theseus.sql.Identifier;
import java.util.Random;

/// One column of a random table as both versions see it. An empty name means that the version does
/// not have it, an empty default that there is none.
final class RandomColumn {
  /// What a column is for, beside holding values.
  enum Role {
    KEY,
    PLAIN,
    REFERENCE,
    GENERATED
  }

  final Role role;
  final RandomType type;
  String oldName = "";
  String newName = "";
  boolean oldRequired;
  boolean newRequired;
  String oldDefault = "";
  String newDefault = "";
  String newType;

  /// Over the old version's columns; `{c}` stands for this one.
  String up = "{c}";

  /// Over the new version's columns; `{c}` stands for this one.
  String down = "{c}";

  /// The new value of an old one, `{c}` in it; not for values the new version makes up.
  String image = "{c}";

  boolean converted;
  boolean upWritten;
  boolean downWritten;

  /// Whether the new version may hold NULL where the old one holds `down`'s value.
  boolean relaxed;

  /// Whether the new version always sends a value that begins with `new:`, because `up` reads
  /// another column that it may change as well.
  boolean derived;

  RandomColumn(Role role, RandomType type) {
    this.role = role;
    this.type = type;
    this.newType = type.sql();
  }

  static RandomColumn old(Role role, RandomType type, String name) {
    RandomColumn column = new RandomColumn(role, type);
    column.oldName = name;
    column.newName = name;
    return column;
  }

  boolean inOld() {
    return !oldName.isEmpty();
  }

  boolean inNew() {
    return !newName.isEmpty();
  }

  boolean in(boolean newer) {
    return newer ? inNew() : inOld();
  }

  String name(boolean newer) {
    return Identifier.of(newer ? newName : oldName).quoted();
  }

  String type(boolean newer) {
    return newer ? newType : type.sql();
  }

  boolean required(boolean newer) {
    return newer ? newRequired : oldRequired;
  }

  String defaultValue(boolean newer) {
    return newer ? newDefault : oldDefault;
  }

  boolean untouched() {
    return oldName.equals(newName)
        && !converted
        && !upWritten
        && !downWritten
        && oldRequired == newRequired
        && oldDefault.equals(newDefault);
  }

  /// A value that a writer of this version sends; NULL now and then where that is allowed.
  String value(Random random, boolean newer) {
    if (role == Role.REFERENCE) {
      return String.valueOf(1 + random.nextInt(50));
    }
    if (!required(newer) && random.nextInt(5) == 0) {
      return "NULL";
    }
    if (derived && newer) {
      return "'new:" + random.nextInt(1000) + "'";
    }
    String literal = type.literal(random);
    return newer ? "(" + image.replace("{c}", literal) + ")::" + newType : literal;
  }

  String upOver(String column) {
    return up.replace("{c}", column);
  }

  String downOver(String column) {
    return down.replace("{c}", column);
  }
}

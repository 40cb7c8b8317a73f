package dev.theseus.internal.trace;

import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The modes in which a session holds relations, by the numbers of the relations, from `pg_locks`.
///
/// @param modes without PostgreSQL's own relations, which have lower numbers
record HeldLocks(Map<Long, Set<LockLevel>> modes) {
  static final String QUERY =
      """
      SELECT l.relation::bigint, l.mode
      FROM pg_locks l
      WHERE l.locktype = 'relation' AND l.granted AND l.pid = ? AND l.relation >= 16384
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  static HeldLocks none() {
    return new HeldLocks(new HashMap<>());
  }

  /// Adds what [#QUERY] finds now.
  void add(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        String mode = rows.getString(2);
        modes
            .computeIfAbsent(rows.getLong(1), n -> EnumSet.noneOf(LockLevel.class))
            .add(
                Arrays.stream(LockLevel.values())
                    .filter(level -> level.catalogName().equals(mode))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(mode + " is no lock mode")));
      }
    }
  }

  /// The strongest mode on each relation that had a name before or has one after, beside those that
  /// were held before.
  ///
  /// @param said modes that count even where they were held before
  SortedMap<QualifiedName, LockLevel> strongest(
      HeldLocks held,
      Map<QualifiedName, LockLevel> said,
      RelationFiles before,
      RelationFiles after) {
    SortedMap<QualifiedName, LockLevel> strongest = new TreeMap<>();
    modes.forEach(
        (number, all) -> {
          Optional<QualifiedName> name = before.name(number).or(() -> after.name(number));
          Set<LockLevel> old = held.modes.getOrDefault(number, Set.of());
          name.ifPresent(
              one ->
                  all.stream()
                      .filter(mode -> !old.contains(mode) || mode == said.get(one))
                      .max(LockLevel::compareTo)
                      .ifPresent(mode -> strongest.put(one, mode)));
        });
    return strongest;
  }
}

package dev.theseus.testkit;

import dev.theseus.embedded.EmbeddedPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The servers that all tests of this JVM share: one per major, started when first asked for, gone
/// with the JVM.
///
/// They forget durability for speed and log enough for logical replication. A test that restarts,
/// crashes or reconfigures a server starts its own with [EmbeddedPostgres#builder()].
///
/// Thread safe.
public final class TestServers {
  /// The system property that chooses the majors, separated by commas; default `14,18`.
  public static final String MAJORS_PROPERTY = "theseus.test.majors";

  private static final Map<Integer, EmbeddedPostgres> SERVERS = new ConcurrentHashMap<>();

  private TestServers() {}

  /// The majors to test on, in the order they were given.
  public static List<Integer> majors() {
    return Arrays.stream(System.getProperty(MAJORS_PROPERTY, "14,18").split(",", -1))
        .map(String::strip)
        .map(Integer::valueOf)
        .toList();
  }

  /// The majors for one of many like cases, each of which takes long: where no majors were chosen,
  /// cases take turns at the oldest and the newest; the nightly run chooses all.
  ///
  /// @param number of the case, from 0
  public static List<Integer> inTurn(int number) {
    List<Integer> majors = majors();
    return System.getProperty(MAJORS_PROPERTY) == null
        ? List.of(majors.get(number % majors.size()))
        : majors;
  }

  /// The last of [#majors()], for tests that need only one server.
  public static int newest() {
    return majors().getLast();
  }

  /// The shared server of a major. Nobody closes it: its guard ends it with this JVM.
  public static EmbeddedPostgres major(int major) {
    return SERVERS.computeIfAbsent(
        major,
        wanted ->
            EmbeddedPostgres.builder()
                .major(wanted)
                .setting("wal_level", "logical")
                .setting("max_connections", "200")
                .start());
  }

  /// A fresh database on the shared server of a major; the caller closes it.
  public static TestDatabase database(int major) {
    return TestDatabase.on(major(major));
  }

  /// A fresh database on the shared server of the newest configured major; the caller closes it.
  public static TestDatabase database() {
    return database(newest());
  }
}

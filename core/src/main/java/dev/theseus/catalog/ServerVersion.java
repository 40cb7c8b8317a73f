package dev.theseus.catalog;

/// A server's version as `server_version_num` gives it, for example `180004`.
///
/// @param number `server_version_num`, 140000 or more
public record ServerVersion(int number) implements Comparable<ServerVersion> {
  /// The oldest major Theseus works with.
  public static final int OLDEST_MAJOR = 14;

  public static ServerVersion ofMajor(int major) {
    return new ServerVersion(major * 10_000);
  }

  public int major() {
    return number / 10_000;
  }

  public boolean atLeast(int major) {
    return major() >= major;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return major() + "." + number % 10_000;
  }
}

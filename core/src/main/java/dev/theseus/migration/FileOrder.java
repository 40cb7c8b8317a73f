package dev.theseus.migration;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file's place among the files of a folder, by its name: first Flyway's versions
/// (`V1.10__name.sql` after `V1.9__name.sql`) and numbered files (`001_name.sql`) by their number,
/// of which a time may be written with dashes (`2024-01-31-120000_name`); then other files, last
/// Flyway's repeatable ones.
///
/// @param group 0 for what has a version, 1 for other files, 2 for what is repeatable
/// @param version its parts; empty where the name has none
public record FileOrder(int group, List<BigInteger> version) implements Comparable<FileOrder> {
  private static final Pattern VERSION =
      Pattern.compile("(?:[VUB](\\d+(?:[._]\\d+)*)__.*|(\\d+)(?:[._-].*)?)");

  /// Diesel's versions, which it compares without the dashes.
  private static final Pattern TIME =
      Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})-(\\d{6})(?:[._-].*)?");

  public FileOrder {
    version = List.copyOf(version);
  }

  /// The place of a name that may have an ending such as `.sql` or `.up.sql`.
  public static FileOrder of(String file) {
    String name = MigrationFiles.nameOf(file);
    Matcher time = TIME.matcher(name);
    if (time.matches()) {
      return ofVersion(time.group(1) + time.group(2) + time.group(3) + time.group(4));
    }
    Matcher matcher = VERSION.matcher(name);
    if (!matcher.matches()) {
      return new FileOrder(name.startsWith("R__") ? 2 : 1, List.of());
    }
    return ofVersion(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
  }

  /// The place of a version such as `1.10` or `20240131`.
  public static FileOrder ofVersion(String version) {
    return new FileOrder(0, Arrays.stream(version.split("[._]", -1)).map(BigInteger::new).toList());
  }

  /// Whether the name says a version.
  public boolean hasVersion() {
    return group == 0;
  }

  @Override
  public int compareTo(FileOrder other) {
    int byGroup = Integer.compare(group, other.group);
    for (int i = 0; byGroup == 0 && i < Math.max(version.size(), other.version.size()); i++) {
      int byPart = part(i).compareTo(other.part(i));
      if (byPart != 0) {
        return byPart;
      }
    }
    return byGroup;
  }

  private BigInteger part(int index) {
    return index < version.size() ? version.get(index) : BigInteger.ZERO;
  }
}

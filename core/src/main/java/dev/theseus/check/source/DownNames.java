package dev.theseus.check.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files are ways back by their names. A description may end in "down" too: what a runner
/// cannot mean is none.
final class DownNames {
  private static final Pattern DOWN =
      Pattern.compile(
          "down\\.sql|.*\\.down\\.sql|.*\\.undo\\.sql|\\d+\\.undo\\..*\\.sql|u\\d[\\d._]*__.*\\.sql");

  /// A way back only beside its way forward.
  private static final Pattern PAIRED = Pattern.compile("(.*[_-])(?i:down)(\\.[^.]+)");

  private DownNames() {}

  static boolean isDown(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    if (RunnerNames.isFlyways(name)) {
      return name.startsWith("U");
    }
    return DOWN.matcher(name.toLowerCase(Locale.ROOT)).matches() || isPaired(file, name);
  }

  /// Whether `x_up.sql` lies beside `x_down.sql`, `x-up.sql` beside `x-down.sql`.
  static boolean isPaired(Path file, String name) {
    Matcher matcher = PAIRED.matcher(name);
    return matcher.matches()
        && (Files.exists(file.resolveSibling(matcher.group(1) + "up" + matcher.group(2)))
            || Files.exists(file.resolveSibling(matcher.group(1) + "UP" + matcher.group(2))));
  }
}

package dev.theseus.plan.files;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of files, which go on from the one of the planned file.
final class FileNumbers {
  private static final Pattern VERSION = Pattern.compile("[Vv]?(\\d+(?:[._]\\d+)*)(?:[_-].*)?");
  private static final Pattern WHOLE = Pattern.compile("[Vv]?(\\d+)(?:[_-]\\D.*)?");

  private FileNumbers() {}

  /// `7` of `V7__price`, `7.1` of `V7.1__price`.
  static String version(String release) {
    return matched(VERSION, release, "V7__price");
  }

  /// `000007` of `000007_price`.
  static String wholeNumber(String release) {
    return matched(WHOLE, release.replaceFirst("__", "_"), "000007_price");
  }

  /// The version and an underscore; empty where there is none.
  static String lead(String release) {
    Matcher matcher = VERSION.matcher(release);
    return matcher.matches() ? matcher.group(1) + "_" : "";
  }

  /// As many digits as all numbers up to `last` need, two at least.
  static String two(int number, int last) {
    int width = Math.max(2, Integer.toString(last).length());
    return padded(Integer.toString(number), width);
  }

  /// A number later, with at least as many digits.
  static String after(String first, int more) {
    BigInteger number = new BigInteger(first).add(BigInteger.valueOf(more));
    return padded(number.toString(), first.length());
  }

  private static String padded(String digits, int width) {
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String matched(Pattern pattern, String release, String example) {
    Matcher matcher = pattern.matcher(release);
    if (!matcher.matches()) {
      throw new InvalidMigration(
          Problem.of(
              ProblemCode.INVALID_FILE,
              "release '%s' has no number in its name from which the files could go on"
                  .formatted(release),
              "name it with --name, for example --name " + example));
    }
    return matcher.group(1);
  }
}

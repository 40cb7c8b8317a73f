package dev.theseus.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Sizes as PostgreSQL's settings write them, in steps of 1024: `64MB`, `1GB`, `512kB`.
final class ByteSizes implements ITypeConverter<Long> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(B|kB|KB|MB|GB|TB)");

  @Override
  public Long convert(String value) {
    return bytes(value, value);
  }

  /// @param given what the user wrote, for the message
  static long bytes(String given, String size) {
    Matcher matcher = TEXT.matcher(size.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is no size; write it as 64MB, 512kB or 1GB".formatted(given));
    }
    int steps =
        switch (matcher.group(2)) {
          case "B" -> 0;
          case "kB", "KB" -> 1;
          case "MB" -> 2;
          case "GB" -> 3;
          default -> 4;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * steps));
    } catch (ArithmeticException e) {
      throw new TypeConversionException(
          "'%s' is more than there can be; write it as 64MB, 512kB or 1GB".formatted(given));
    }
  }
}

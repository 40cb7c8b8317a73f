package dev.theseus.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Sizes as PostgreSQL's settings write them, in steps of 1024: `64MB`, `1GB`, `512kB`.
final class ByteSizes implements ITypeConverter<Long> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(B|kB|KB|MB|GB|TB)(/s)?");

  @Override
  public Long convert(String value) {
    Matcher matcher = TEXT.matcher(value.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is no size; write it as 64MB, 512kB or 1GB".formatted(value));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> number;
      case "kB", "KB" -> number << 10;
      case "MB" -> number << 20;
      case "GB" -> number << 30;
      default -> number << 40;
    };
  }
}

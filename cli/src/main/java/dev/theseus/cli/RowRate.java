package dev.theseus.cli;

import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A limit of rows per second, written `5000`, `5000/s` or `none`.
final class RowRate implements ITypeConverter<RowRate> {
  private final OptionalLong limit;

  RowRate() {
    this(OptionalLong.empty());
  }

  private RowRate(OptionalLong limit) {
    this.limit = limit;
  }

  /// Empty for no limit.
  OptionalLong limit() {
    return limit;
  }

  @Override
  public RowRate convert(String value) {
    if (value.equals("none")) {
      return new RowRate();
    }
    if (!value.matches("[1-9]\\d{0,14}(/s)?")) {
      throw new TypeConversionException(
          "'%s' is no rate; write rows per second as 5000, or none".formatted(value));
    }
    return new RowRate(OptionalLong.of(Long.parseLong(value.replace("/s", ""))));
  }
}

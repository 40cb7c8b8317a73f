package dev.theseus.cli;

import picocli.CommandLine.ITypeConverter;

/// Bytes per second, written as [ByteSizes] are, with or without `/s`: `16MB/s`.
final class ByteRates implements ITypeConverter<Long> {
  @Override
  public Long convert(String value) {
    return ByteSizes.bytes(value, value.strip().replaceFirst("/s$", ""));
  }
}

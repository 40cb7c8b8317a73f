package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// A folder of migrations for a test, and short forms of what is read from it.
record SourceFolder(Path folder) {
  SourceFolder with(String name, String text) {
    return with(name, text.getBytes(StandardCharsets.UTF_8));
  }

  SourceFolder with(String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Sources read() {
    return read(options -> options);
  }

  Sources read(UnaryOperator<SourceOptions> change) {
    return new SourceReader(change.apply(SourceOptions.in(folder))).read(List.of(folder));
  }

  static List<String> names(Sources sources) {
    return sources.checked().stream().map(CheckedFile::name).toList();
  }

  /// `runner|joining|numbers of the transactions`.
  static String shape(CheckedFile file) {
    return file.circumstances().runner()
        + "|"
        + file.circumstances().joining()
        + "|"
        + file.statements().stream().map(CheckedStatement::transaction).toList();
  }

  static List<String> shapes(Sources sources) {
    return sources.checked().stream().map(SourceFolder::shape).toList();
  }

  /// `rule file:line:column message`.
  static List<String> findings(Sources sources) {
    return sources.checked().stream()
        .flatMap(file -> file.unread().stream())
        .map(SourceFolder::line)
        .toList();
  }

  static String line(Finding finding) {
    return "%s %s:%d:%d %s"
        .formatted(
            finding.rule(),
            finding.file(),
            finding.start().line(),
            finding.start().column(),
            finding.message());
  }

  /// The statements of all files as they stand in the files.
  static List<String> written(Sources sources) {
    return sources.checked().stream()
        .flatMap(file -> file.statements().stream().map(one -> one.range().in(file.text())))
        .toList();
  }
}

package dev.theseus.cli;

import dev.theseus.check.Sizes;
import dev.theseus.check.settings.SizesFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How large the tables are, as a picocli mixin.
final class CheckSizes {
  @Option(
      names = "--sizes",
      paramLabel = "FILE",
      description =
          "The sizes of the tables, as CSV (table,rows,bytes,index_bytes) or YAML; default: those"
              + " of the database of --url.")
  private @Nullable Path sizes;

  @Option(
      names = "--write-sizes",
      paramLabel = "FILE",
      description = "Write the sizes of the tables of --url to this file, and check nothing.")
  private @Nullable Path writeSizes;

  /// Whether sizes are to be written, and nothing else.
  boolean writes() {
    return writeSizes != null;
  }

  ExitCode write(Session session, CheckDatabase database) {
    Path file = session.directory().resolve(String.valueOf(writeSizes));
    Sizes known =
        database
            .sizes(session)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--write-sizes asks a database, and none is named", "name it with --url"));
    CheckOutput.written(file, SizesFile.text(file.toString(), known));
    int count = known.tables().size();
    session
        .console()
        .result(
            "the %s of %,d %s written to %s"
                .formatted(
                    count == 1 ? "size" : "sizes",
                    count,
                    count == 1 ? "table was" : "tables were",
                    file));
    return ExitCode.OK;
  }

  /// Those of the file that is named, else of the settings' file, else of the database.
  Sizes known(Session session, CheckInput.Settled settled, CheckDatabase database) {
    String settledFile = settled.settings().sizes();
    if (sizes == null && settledFile.isEmpty()) {
      return database.sizes(session).orElse(Sizes.unknown());
    }
    Path file =
        sizes == null ? settled.folder().resolve(settledFile) : session.directory().resolve(sizes);
    return SizesFile.read(String.valueOf(file.getFileName()), CheckInput.text(file));
  }
}

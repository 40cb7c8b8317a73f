package dev.theseus.cli;

import dev.theseus.CheckCatalogs;
import dev.theseus.Theseus;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.settings.Majors;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a check learns what the tables look like, as a picocli mixin.
final class CheckDatabase {
  private static final Identifier SCHEMA = Identifier.of("public");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Judge against this database as it is now, reading its catalog only; default: a scratch"
              + " PostgreSQL on which the files are run one after another.")
  private @Nullable String url;

  @Option(
      names = "--no-database",
      description = "Judge the statements alone: faster, and less is known.")
  private boolean none;

  /// Whether the files are run, so that those before a named one are wanted too.
  boolean replays() {
    return !none && url == null;
  }

  /// The versions to judge for: those that are asked for, else the server's, else the newest.
  SortedSet<Integer> majors(Session session, SortedSet<Integer> asked) {
    if (url != null && none) {
      throw new UsageException("--url and --no-database exclude each other", "give one of them");
    }
    if (!asked.isEmpty()) {
      return asked;
    }
    int major = url == null ? Majors.NEWEST : server(session);
    return new TreeSet<>(List.of(Math.clamp(major, Majors.OLDEST, Majors.NEWEST)));
  }

  private int server(Session session) {
    Theseus theseus = Theseus.builder(address(session).dataSource()).build();
    return theseus.catalog(Set.of(SCHEMA)).server().major();
  }

  private DatabaseAddress address(Session session) {
    return new AddressReader(session.environment()).read(Optional.ofNullable(url));
  }

  /// @param majors those that are judged for; a scratch server has the newest of them it can
  CatalogSource open(Session session, SortedSet<Integer> majors) {
    if (none) {
      return CatalogSource.none();
    }
    if (url != null) {
      return CheckCatalogs.live(address(session).dataSource());
    }
    SortedSet<Integer> available = EmbeddedPostgres.availableMajors();
    if (available.isEmpty()) {
      session.console().warn("no scratch PostgreSQL is at hand: judged without a database");
      return CatalogSource.none();
    }
    int major = available.contains(majors.last()) ? majors.last() : available.last();
    try {
      ScratchDatabase scratch = ScratchDatabase.start(major, SCHEMA);
      return new Scratch(scratch, CheckCatalogs.replaying(scratch.limited()));
    } catch (DatabaseFailure e) {
      session.console().warn(e.problem().what() + "; judged without a database");
      return CatalogSource.none();
    }
  }

  /// A scratch server that goes when the check is over.
  private record Scratch(ScratchDatabase server, CatalogSource replay) implements CatalogSource {
    @Override
    public CatalogView view() {
      return replay.view();
    }

    @Override
    public String judged(CheckedFile file, CheckedStatement statement) {
      return replay.judged(file, statement);
    }

    @Override
    public void ended(CheckedFile file) {
      replay.ended(file);
    }

    @Override
    public void close() {
      try (server) {
        replay.close();
      }
    }
  }
}

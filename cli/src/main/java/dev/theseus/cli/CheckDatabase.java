package dev.theseus.cli;

import dev.theseus.CheckCatalogs;
import dev.theseus.Theseus;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Sizes;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.settings.CheckSettings;
import dev.theseus.check.settings.Majors;
import dev.theseus.check.trace.Trace;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
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

  @Option(
      names = "--trace",
      description =
          "Measure each statement while it runs on the scratch PostgreSQL: locks, rewrites, full"
              + " reads, time; and say where that is not what is judged.")
  private boolean trace;

  @Option(
      names = "--on-copy",
      description =
          "With --trace and --url: the database is a copy that may be changed; run the files"
              + " there.")
  private boolean onCopy;

  @Option(
      names = "--pg",
      paramLabel = "MAJORS",
      description = "PostgreSQL's versions, such as 16 or 14..18; may be repeated.")
  private List<String> majors = List.of();

  /// Whether the files before a named one are run too.
  boolean replays() {
    return !none && url == null;
  }

  /// Whether the statements' times are measured, which nothing should disturb.
  boolean measures() {
    return trace;
  }

  private void refuseContradictions() {
    if (url != null && none) {
      throw new UsageException("--url and --no-database exclude each other", "give one of them");
    }
    if (trace && none) {
      throw new UsageException(
          "--trace and --no-database exclude each other: what is measured has to run",
          "give one of them");
    }
    if (trace && url != null && !onCopy) {
      throw new UsageException(
          "--trace runs the statements, and the database of --url is only read",
          "leave out --url, or add --on-copy if it is a copy that may be changed");
    }
    if (onCopy && (!trace || url == null)) {
      throw new UsageException(
          "--on-copy without --trace and --url means nothing", "give all three, or none");
    }
  }

  /// The versions to judge for: those that are asked for, else the server's, else the newest.
  SortedSet<Integer> majors(Session session, CheckSettings settings) {
    refuseContradictions();
    SortedSet<Integer> asked = asked();
    if (!asked.isEmpty() || !settings.majors().isEmpty()) {
      return asked.isEmpty() ? settings.majors() : asked;
    }
    int major = url == null ? Majors.NEWEST : server(session);
    return new TreeSet<>(List.of(Math.clamp(major, Majors.OLDEST, Majors.NEWEST)));
  }

  private SortedSet<Integer> asked() {
    SortedSet<Integer> asked = new TreeSet<>();
    for (String text : majors) {
      try {
        asked.addAll(Majors.parse(text));
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            String.valueOf(e.getMessage()), "give --pg 16, --pg 14,16 or --pg 14..18");
      }
    }
    return asked;
  }

  private int server(Session session) {
    Theseus theseus = Theseus.builder(address(session).dataSource()).build();
    return theseus.catalog(Set.of(SCHEMA)).server().major();
  }

  private DatabaseAddress address(Session session) {
    return new AddressReader(session.environment()).read(Optional.ofNullable(url));
  }

  /// The sizes of the tables of the database that is named; empty if none is.
  Optional<Sizes> sizes(Session session) {
    refuseContradictions();
    return url == null
        ? Optional.empty()
        : Optional.of(CheckCatalogs.sizes(address(session).dataSource()));
  }

  /// Begins to make ready what the check learns from; a scratch server starts meanwhile.
  ///
  /// @param majors those that are judged for; a scratch server has the newest of them it can
  Opening opening(Session session, SortedSet<Integer> majors) {
    if (none) {
      return new Opening(CompletableFuture.completedFuture(CatalogSource.none()));
    }
    if (url != null) {
      DataSource named = address(session).dataSource();
      return new Opening(
          CompletableFuture.completedFuture(
              trace ? CheckCatalogs.tracingCopy(named) : CheckCatalogs.live(named)));
    }
    SortedSet<Integer> available = EmbeddedPostgres.availableMajors();
    if (available.isEmpty() && trace) {
      throw new UsageException(
          "--trace needs a scratch PostgreSQL, and none is at hand",
          "name a copy with --url and --on-copy");
    }
    if (available.isEmpty()) {
      session.console().warn("no scratch PostgreSQL is at hand: judged without a database");
      return new Opening(CompletableFuture.completedFuture(CatalogSource.none()));
    }
    int major = available.contains(majors.last()) ? majors.last() : available.last();
    return new Opening(CompletableFuture.supplyAsync(() -> scratch(session, major)));
  }

  private CatalogSource scratch(Session session, int major) {
    try {
      ScratchDatabase scratch = ScratchDatabase.light(major, SCHEMA);
      DataSource database = scratch.dataSource();
      return new Scratch(
          scratch, trace ? CheckCatalogs.tracing(database) : CheckCatalogs.replaying(database));
    } catch (DatabaseFailure e) {
      if (trace) {
        throw e;
      }
      session.console().warn(e.problem().what() + "; judged without a database");
      return CatalogSource.none();
    }
  }

  /// What is being made ready.
  record Opening(CompletableFuture<CatalogSource> coming) implements AutoCloseable {
    /// **Blocks until** it is ready.
    CatalogSource catalog() {
      try {
        return coming.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    @Override
    public void close() {
      coming.thenAccept(CatalogSource::close).exceptionally(failure -> null).join();
    }
  }

  /// A scratch server that goes when the check is over.
  private record Scratch(ScratchDatabase server, CatalogSource replay) implements CatalogSource {
    @Override
    public CatalogView view() {
      return replay.view();
    }

    @Override
    public void expected(CheckedStatement next) {
      replay.expected(next);
    }

    @Override
    public String judged(CheckedFile file, CheckedStatement statement) {
      return replay.judged(file, statement);
    }

    @Override
    public Trace trace() {
      return replay.trace();
    }

    @Override
    public String ended(CheckedFile file) {
      return replay.ended(file);
    }

    @Override
    public void close() {
      try (server) {
        replay.close();
      }
    }
  }
}

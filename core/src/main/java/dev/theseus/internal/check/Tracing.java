package dev.theseus.internal.check;

import dev.theseus.check.Certainty;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Lines;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.Effects;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.effect.Role;
import dev.theseus.check.rule.Body;
import dev.theseus.check.trace.Facts;
import dev.theseus.check.trace.Facts.Match;
import dev.theseus.check.trace.Trace;
import dev.theseus.check.trace.Traced;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.Position;
import dev.theseus.grammar.SourceRange;
import dev.theseus.internal.trace.Measured;
import dev.theseus.internal.trace.RelationFiles;
import dev.theseus.internal.trace.StatementProbe;
import dev.theseus.internal.trace.StatementProbe.Work;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// A [Replay] that measures each statement it runs and compares it with what is said of it.
/// Statements of history are run and not measured. Not thread-safe.
public final class Tracing implements CatalogSource {
  private final LiveCatalog catalog;
  private final StatementProbe probe;
  private final Replay replay;
  private final String server;
  private final int major;
  private final List<Traced> traced = new ArrayList<>();
  private Lines lines = Lines.of("");
  private String current = "";

  /// @param scratch whatever is in it may be changed; holds one connection until closed, three
  ///   while a statement runs outside of a transaction
  /// @param copy whether it is a copy of the database that is meant, and not made by the files
  ///   alone
  public Tracing(DataSource scratch, boolean copy) throws SQLException {
    Connection connection = scratch.getConnection();
    this.catalog = copy ? new LiveCatalog(connection) : LiveCatalog.ofScratch(connection);
    this.probe = new StatementProbe(scratch::getConnection, connection);
    this.replay = new Replay(connection, catalog, this::execute);
    this.server = connection.getMetaData().getDatabaseProductVersion();
    this.major = connection.getMetaData().getDatabaseMajorVersion();
  }

  @Override
  public CatalogView view() {
    return replay.view();
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    return replay.judged(file, statement);
  }

  @Override
  public boolean isLack(String failure) {
    return replay.isLack(failure);
  }

  @Override
  public String ended(CheckedFile file) {
    return replay.ended(file);
  }

  @Override
  public void close() {
    replay.close();
  }

  @Override
  public Trace trace() {
    return new Trace(server.replaceAll(" .*", ""), traced);
  }

  private void execute(
      Connection connection, CheckedFile file, CheckedStatement statement, boolean inside)
      throws SQLException {
    Work work =
        session -> {
          try (Statement sql = session.createStatement()) {
            sql.execute(statement.text());
          }
        };
    if (!file.circumstances().judged()) {
      work.run(connection);
      return;
    }
    RelationFiles before = RelationFiles.of(connection);
    Node tree = statement.statement().tree();
    Effect effect = Effects.of(tree, catalog, major);
    Running running = new Running(statement, effect, said(statement, effect, before), before);
    Place place = place(file, statement);
    try {
      traced.add(running.traced(place, measured(running, inside, work)));
    } catch (SQLException e) {
      if (!inside || !StatementProbe.isRefusal(e)) {
        traced.add(running.failed(place, e));
      }
      throw e;
    }
  }

  private record Place(String file, SourceRange range, Position start) {}

  private Place place(CheckedFile file, CheckedStatement statement) {
    if (!file.name().equals(current)) {
      current = file.name();
      lines = Lines.of(file.text());
    }
    SourceRange range = statement.range();
    return new Place(current, range, lines.at(range.start()));
  }

  /// What is said of a block is what is said of its statements, as the tables are before it. What
  /// is said of partitions that are not here cannot be seen here.
  private Facts said(CheckedStatement statement, Effect effect, RelationFiles before) {
    Node tree = statement.statement().tree();
    Facts said = Facts.said(effect, tree, before::isNamed);
    if (tree.is("DoStmt")) {
      for (CheckedStatement inner : Body.of(statement).statements()) {
        Node part = inner.statement().tree();
        said = said.and(Facts.said(Effects.of(part, catalog, major), part, before::isNamed));
      }
    }
    return said.withoutWorkOn(before::isPartitioned);
  }

  /// @param refused whether it cannot run in a transaction
  private record Outcome(Measured measured, boolean refused) {}

  private Outcome measured(Running running, boolean inside, Work work) throws SQLException {
    if (inside) {
      return new Outcome(probe.within(running.said().locks(), work), false);
    }
    boolean refused = running.said().alone() && probe.refusedInTransaction(work);
    if (!running.said().alone()) {
      try {
        return new Outcome(probe.inTransaction(work), false);
      } catch (SQLException e) {
        if (!StatementProbe.isRefusal(e)) {
          throw e;
        }
        refused = true;
      }
    }
    return new Outcome(probe.alone(running.held(), work), refused);
  }

  /// One statement that is about to run.
  private record Running(
      CheckedStatement statement, Effect effect, Facts said, RelationFiles before) {

    Traced traced(Place place, Outcome outcome) {
      Node tree = statement.statement().tree();
      boolean scans = Facts.comparesScans(effect, tree) && !outcome.refused();
      Facts seen =
          outcome.measured().facts(before, tree, scans, outcome.refused(), said.locks().keySet());
      List<String> differences =
          effect.known()
              ? said.withoutWeakLocks().differences(seen.withoutWeakLocks(), match(outcome))
              : List.of();
      return new Traced(
          place.file(),
          place.range(),
          place.start(),
          seen,
          scans,
          outcome.measured().took(),
          differences);
    }

    /// That a statement fails on a scratch database says nothing of its effect.
    Traced failed(Place place, SQLException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
      Facts seen = Facts.failed(said.alone(), why);
      return new Traced(
          place.file(), place.range(), place.start(), seen, false, Duration.ZERO, List.of());
    }

    private Match match(Outcome outcome) {
      if (outcome.refused() || statement.statement().tree().is("DoStmt")) {
        return Match.LESS;
      }
      boolean depends =
          effect.actions().stream().anyMatch(one -> one.certainty() == Certainty.DEPENDS);
      return depends ? Match.LESS_WORK : Match.EXACT;
    }

    /// The table that somebody reads so that locks on it last.
    Optional<QualifiedName> held() {
      return effect.relations().values().stream()
          .filter(use -> use.role() == Role.TARGET)
          .map(RelationUse::relation)
          .filter(before::isTable)
          .findFirst();
    }
  }
}

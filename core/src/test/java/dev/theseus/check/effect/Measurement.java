package dev.theseus.check.effect;

import dev.theseus.check.trace.Facts;
import dev.theseus.check.trace.Facts.Match;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.internal.trace.Measured;
import dev.theseus.internal.trace.RelationFiles;
import dev.theseus.internal.trace.StatementProbe;
import dev.theseus.internal.trace.StatementProbe.Work;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/// Runs the cases of the trace one after the other in a schema made anew for each.
final class Measurement {
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

  private final Connection connection;
  private final StatementProbe probe;
  private RelationFiles before = RelationFiles.none();

  Measurement(TestDatabase database, Connection connection) throws SQLException {
    this.connection = connection;
    this.probe = new StatementProbe(database::connect, connection);
  }

  void prepare(TraceCase one) throws SQLException {
    run("RESET ALL");
    run("SET client_min_messages = error");
    run("DROP PUBLICATION IF EXISTS pub");
    run("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    run(TraceCase.fixture());
    for (String given : one.given()) {
      run(given);
    }
    before = RelationFiles.of(connection);
  }

  Facts said(Effect effect, Node tree) {
    return Facts.said(effect, tree, before::isNamed);
  }

  static Match match(TraceCase one) {
    return !one.depends() ? Match.EXACT : one.alone() ? Match.LESS : Match.LESS_WORK;
  }

  /// A statement outside of a transaction is watched from outside, which can miss short locks: it
  /// is run until all that is said was seen, or for long enough.
  Facts measured(TraceCase one, Effect effect, Facts said) throws SQLException {
    if (!one.alone()) {
      return once(one, effect, false);
    }
    boolean refused = probe.refusedInTransaction(work(one));
    Facts seen = once(one, effect, refused);
    long start = System.nanoTime();
    while (!one.depends()
        && seen.failure().isEmpty()
        && !seen.locks().equals(said.locks())
        && System.nanoTime() - start < PATIENCE) {
      prepare(one);
      Facts again = once(one, effect, refused);
      seen =
          seen.and(
              new Facts(again.locks(), seen.rewritten(), seen.scanned(), refused, again.failure()));
    }
    return seen;
  }

  private Facts once(TraceCase one, Effect effect, boolean refused) throws SQLException {
    Node tree = Grammar.statement(one.sql()).tree();
    Optional<QualifiedName> held =
        one.held().isEmpty()
            ? Optional.empty()
            : Optional.of(QualifiedName.of("public", one.held()));
    try {
      Measured measured =
          one.alone() ? probe.alone(held, work(one)) : probe.inTransaction(work(one));
      return measured.facts(
          before, tree, Facts.comparesScans(effect, tree), refused, effect.relations().keySet());
    } catch (SQLException e) {
      return Facts.failed(refused, String.valueOf(e.getMessage()));
    }
  }

  private static Work work(TraceCase one) {
    return session -> {
      try (Statement statement = session.createStatement()) {
        statement.execute(one.sql());
      }
    };
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.theseus.check.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.theseus.check.trace.Facts;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.internal.check.LiveCatalog;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of a statement is what a real server does: strongest lock on every table and view,
/// tables and indexes written anew, tables read in full. Equal, not contained.
class EffectsOnServersTest {
  private static final int ENOUGH = 150;

  @EachMajor
  void saysWhatTheServerDoes(TestDatabase database) throws SQLException {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    try (Connection connection = database.connect()) {
      Measurement measurement = new Measurement(database, connection);
      for (TraceCase one : TraceCase.all()) {
        if (one.since() <= database.major()) {
          compared++;
          try {
            difference(one, measurement, connection, database.major(), wrong);
          } catch (SQLException e) {
            wrong.add(one + ": cannot be prepared: " + e.getMessage());
          }
        }
      }
    }
    assertThat(wrong).as("%s: wrong of %d", database, compared).isEmpty();
    assertThat(compared).isGreaterThan(ENOUGH);
  }

  private static void difference(
      TraceCase one, Measurement measurement, Connection connection, int major, List<String> wrong)
      throws SQLException {
    Node tree = Grammar.statement(one.sql()).tree();
    measurement.prepare(one);
    Effect effect = Effects.of(tree, new LiveCatalog(connection), major, one.zone());
    Facts said = measurement.said(effect, tree);
    Facts seen = measurement.measured(one, effect, said);
    List<String> differences = said.differences(seen, Measurement.match(one));
    if (one.fails(major) != !effect.failure().isEmpty()) {
      wrong.add(one + ": failure said: \"" + effect.failure() + "\"");
    } else if (!differences.isEmpty()) {
      wrong.add(one + ": " + differences + "\n    said " + said + "\n    seen " + seen);
    }
  }

  @Test
  void canReadEveryCaseWithoutACatalog() {
    for (TraceCase one : TraceCase.all()) {
      Node tree = Grammar.statement(one.sql()).tree();
      for (int major = 14; major <= 18; major++) {
        int on = major;
        assertThatCode(() -> Effects.of(tree, CatalogView.none(), on))
            .as(one.name())
            .doesNotThrowAnyException();
        assertThat(Effects.of(tree, CatalogView.none(), on).known()).as(one.name()).isTrue();
      }
    }
  }
}

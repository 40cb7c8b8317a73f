package dev.theseus.internal.engine;

import dev.theseus.catalog.Catalog;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.internal.catalog.CatalogReader;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.Migrations;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.plan.Plan;
import dev.theseus.sql.Identifier;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.SkippedRow;
import dev.theseus.throttle.Limits;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// What may be asked and wished while another session works: each call on a connection of its own,
/// without ownership. Thread-safe.
public final class Observer {
  @FunctionalInterface
  private interface Question<T> {
    T ask(Session session) throws SQLException;
  }

  private final DataSource dataSource;

  public Observer(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// The active migration or, when there is none, the last one.
  public Optional<MigrationStatus> status() {
    return asking(
        session -> {
          if (!StateSchema.exists(session)) {
            return Optional.empty();
          }
          Optional<MigrationRow> migration = new Migrations(session).latest();
          return migration.isEmpty()
              ? Optional.empty()
              : Optional.of(StatusReader.read(session, migration.get()));
        });
  }

  /// The plan of the migration that [#status()] is about.
  public Optional<Plan> plan() {
    return asking(
        session ->
            StateSchema.exists(session)
                ? new Migrations(session).latest().map(MigrationRow::plan)
                : Optional.empty());
  }

  /// The rows that the migration of [#status()] passed over.
  public List<SkippedRow> skippedRows() {
    return asking(
        session -> {
          Optional<MigrationRow> migration =
              StateSchema.exists(session) ? new Migrations(session).latest() : Optional.empty();
          return migration.isEmpty()
              ? List.of()
              : StatusReader.skippedRows(session, migration.get().id());
        });
  }

  public List<HistoryEntry> history() {
    return asking(
        session -> StateSchema.exists(session) ? new Migrations(session).history() : List.of());
  }

  public List<Diagnosis> doctor() {
    return asking(session -> new Doctor(session).examine());
  }

  public Catalog catalog(Set<Identifier> schemas) {
    return asking(session -> new CatalogReader().read(session.connection(), schemas));
  }

  public void pause(boolean paused) {
    wishing(session -> Controls.pause(session, paused));
  }

  public void maxRate(OptionalLong rowsPerSecond) {
    if (rowsPerSecond.isPresent() && rowsPerSecond.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "the limit is %d rows per second; give 1 or more, or none"
              .formatted(rowsPerSecond.getAsLong()));
    }
    wishing(session -> Controls.maxRate(session, rowsPerSecond));
  }

  /// The throttle's limits; the usual ones where none were ever recorded.
  public Limits limits() {
    return asking(
        session -> StateSchema.exists(session) ? Controls.limits(session) : Limits.usual());
  }

  /// Changes the throttle's limits.
  ///
  /// @return whether they are others now
  public boolean limits(UnaryOperator<Limits> change) {
    boolean[] changed = {false};
    wishing(session -> changed[0] = Controls.change(session, change));
    return changed[0];
  }

  @FunctionalInterface
  private interface Wish {
    void tell(Session session) throws SQLException;
  }

  private void wishing(Wish wish) {
    this.<Boolean>asking(
        session -> {
          if (!StateSchema.exists(session)) {
            throw new StateConflict(
                Problem.of(
                    ProblemCode.NO_ACTIVE_MIGRATION,
                    "no migration was ever started in this database",
                    "run `theseus start` with a migration"));
          }
          wish.tell(session);
          return true;
        });
  }

  private <T> T asking(Question<T> question) {
    try (Session session = Session.open(dataSource)) {
      return question.ask(session);
    } catch (SQLException e) {
      throw SqlFailures.of(e, "schema theseus");
    }
  }
}

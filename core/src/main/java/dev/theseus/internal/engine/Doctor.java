package dev.theseus.internal.engine;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.Ownership;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.Migrations;
import dev.theseus.internal.state.Sheds;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.Diagnosis.Severity;
import dev.theseus.status.MigrationStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks for what would disturb a migration, and for what one has left behind. Reads only.
final class Doctor {
  private static final int MINUTES_OLD = 5;

  private final Session session;
  private final List<Diagnosis> found = new ArrayList<>();

  Doctor(Session session) {
    this.session = session;
  }

  /// What was found, worst things of each check first; one entry of severity OK when nothing was.
  List<Diagnosis> examine() throws SQLException {
    pooler();
    standby();
    Optional<MigrationRow> active =
        StateSchema.exists(session) ? new Migrations(session).active() : Optional.empty();
    if (active.isPresent()) {
      interrupted(active.get());
      ownership(active.get());
    } else {
      leftovers();
      leftoverColumns();
    }
    if (!session.flag("SELECT has_database_privilege(current_database(), 'CREATE')")) {
      add(
          Severity.ERROR,
          "privileges",
          "this role may not create schemas in this database",
          "GRANT CREATE ON DATABASE to it");
    }
    invalidIndexes();
    disabledTriggers(shed(active));
    longTransactions();
    preparedTransactions();
    idleSlots();
    if (found.isEmpty()) {
      add(Severity.OK, "all", "nothing is in the way of a migration", "");
    }
    return List.copyOf(found);
  }

  private void pooler() throws SQLException {
    if (session.number("SELECT pg_backend_pid()") != session.pid()) {
      add(
          Severity.ERROR,
          "pooler",
          "a transaction pooler hands out another server process for each statement",
          "connect Theseus to PostgreSQL directly, or to a pool in session mode");
    }
  }

  private void standby() throws SQLException {
    if (session.flag("SELECT pg_is_in_recovery()")) {
      add(
          Severity.ERROR,
          "standby",
          "the server is a standby and takes no writes",
          "connect to the primary");
    }
  }

  private void interrupted(MigrationRow active) throws SQLException {
    Optional<Ownership.Holder> holder = Ownership.holder(session);
    if (active.state().underWay() && holder.isEmpty()) {
      add(
          Severity.WARNING,
          "interrupted",
          "migration %s is %s and nobody works on it"
              .formatted(active.name(), active.state().text()),
          "run `theseus resume`, or `theseus rollback`");
    }
    if (Controls.read(session).paused()) {
      add(
          Severity.NOTE,
          "paused",
          "the backfill of migration %s is paused".formatted(active.name()),
          "run `theseus unpause` when it may go on");
    }
    active
        .lastError()
        .ifPresent(error -> add(Severity.WARNING, "last-error", error, "see `theseus status`"));
  }

  private void ownership(MigrationRow active) throws SQLException {
    Set<QualifiedName> objects = new LinkedHashSet<>();
    for (Step step : active.plan().steps()) {
      step.head().locks().stream().map(LockUse::object).forEach(objects::add);
    }
    for (QualifiedName object : objects) {
      session
          .query(
              """
              SELECT pg_get_userbyid(c.relowner) AS owner
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND NOT pg_has_role(c.relowner, 'USAGE')
              """,
              row -> row.getString("owner"),
              object.schema().name(),
              object.name().name())
          .forEach(
              owner ->
                  add(
                      Severity.ERROR,
                      "privileges",
                      "%s belongs to role %s, of which this role is no member"
                          .formatted(object, owner),
                      "connect as %s, or GRANT it to this role".formatted(owner)));
    }
  }

  private void leftovers() throws SQLException {
    names(
            """
            SELECT n.nspname, '' FROM pg_catalog.pg_namespace n
            WHERE obj_description(n.oid, 'pg_namespace') LIKE 'Theseus version%'
            """)
        .forEach(
            name ->
                add(
                    Severity.WARNING,
                    "leftover-schema",
                    "version schema %s belongs to no active migration".formatted(name),
                    "make sure no application uses it, then DROP SCHEMA … CASCADE"));
    names(
            """
            SELECT n.nspname || '.' || c.relname, t.tgname
            FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE '~theseus%' AND t.tgparentid = 0
            """)
        .forEach(
            name ->
                add(
                    Severity.WARNING,
                    "leftover-trigger",
                    "trigger %s belongs to no active migration".formatted(name),
                    "DROP TRIGGER it"));
  }

  private void leftoverColumns() throws SQLException {
    names(
            """
            SELECT n.nspname || '.' || c.relname, a.attname
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attname LIKE '\\_theseus%' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
            """)
        .forEach(
            name ->
                add(
                    Severity.WARNING,
                    "leftover-column",
                    "hidden column %s belongs to no active migration".formatted(name),
                    "ALTER TABLE … DROP COLUMN it, after its trigger"));
  }

  private void invalidIndexes() throws SQLException {
    session
        .query(
            """
            SELECT n.nspname, i.relname FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
            WHERE NOT x.indisvalid AND i.relkind = 'i' AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_stat_progress_create_index p
              WHERE p.index_relid = x.indexrelid)
            """,
            row -> QualifiedName.of(row.getString(1), row.getString(2)))
        .forEach(
            index ->
                add(
                    Severity.WARNING,
                    "invalid-index",
                    "index %s is invalid: it slows writes and answers nothing".formatted(index),
                    "run `theseus resume` if it is of the active migration; otherwise DROP INDEX"
                        + " CONCURRENTLY "
                        + index.quoted()));
  }

  private boolean shed(Optional<MigrationRow> active) throws SQLException {
    Optional<MigrationStatus.Shed> shed =
        active.isEmpty() ? Optional.empty() : Sheds.open(session, active.get().id());
    shed.ifPresent(
        one ->
            add(
                Severity.WARNING,
                "sync-shed",
                "sync is shed since %s by %s%s: the migration does not go on"
                    .formatted(
                        one.since(), one.by(), one.reason().isEmpty() ? "" : ", " + one.reason()),
                "run `theseus shed --restore`, then `theseus resume`; or `theseus rollback`"));
    return shed.isPresent();
  }

  /// @param shed whether those that are off were switched off by us
  private void disabledTriggers(boolean shed) throws SQLException {
    if (shed) {
      return;
    }
    names(
            """
            SELECT n.nspname || '.' || c.relname, t.tgname
            FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE '~theseus%' AND t.tgenabled IN ('D', 'R')
            """)
        .forEach(
            name ->
                add(
                    Severity.ERROR,
                    "disabled-trigger",
                    "sync trigger %s is disabled: writes reach one version only".formatted(name),
                    "ALTER TABLE … ENABLE ALWAYS TRIGGER it, then `theseus rollback` and start"
                        + " again"));
    names(
            """
            SELECT n.nspname || '.' || c.relname, t.tgname
            FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE '~theseus%' AND t.tgenabled = 'O'
            """)
        .forEach(
            name ->
                add(
                    Severity.WARNING,
                    "deaf-trigger",
                    "sync trigger %s does not fire for rows that replication writes"
                        .formatted(name),
                    "ALTER TABLE … ENABLE ALWAYS TRIGGER it; if rows were replicated meanwhile,"
                        + " `theseus rollback` and start again"));
  }

  private void longTransactions() throws SQLException {
    session
        .query(
            """
            SELECT pid, coalesce(application_name, ''), coalesce(state, ''),
              extract(epoch FROM clock_timestamp() - xact_start)::bigint / 60
            FROM pg_catalog.pg_stat_activity
            WHERE xact_start < clock_timestamp() - make_interval(mins => ?)
              AND pid <> pg_backend_pid() AND backend_type = 'client backend'
              AND datname = current_database()
            ORDER BY xact_start
            """,
            row ->
                "process %d (%s, %s) has a transaction open for %d minutes"
                    .formatted(row.getInt(1), row.getString(2), row.getString(3), row.getLong(4)),
            MINUTES_OLD)
        .forEach(
            text ->
                add(
                    Severity.WARNING,
                    "long-transaction",
                    text,
                    "end it: it keeps strong locks, index builds and vacuum waiting"));
  }

  private void preparedTransactions() throws SQLException {
    session
        .query(
            """
            SELECT gid FROM pg_catalog.pg_prepared_xacts
            WHERE database = current_database()
              AND prepared < clock_timestamp() - make_interval(mins => ?)
            """,
            row -> row.getString(1),
            MINUTES_OLD)
        .forEach(
            gid ->
                add(
                    Severity.WARNING,
                    "prepared-transaction",
                    "prepared transaction %s is forgotten and holds its locks".formatted(gid),
                    "COMMIT PREPARED or ROLLBACK PREPARED it"));
  }

  private void idleSlots() throws SQLException {
    session
        .query(
            """
            SELECT slot_name FROM pg_catalog.pg_replication_slots
            WHERE NOT active AND restart_lsn IS NOT NULL
            """,
            row -> Identifier.of(row.getString(1)))
        .forEach(
            slot ->
                add(
                    Severity.WARNING,
                    "idle-slot",
                    "replication slot %s is not read: a backfill's WAL would fill the disk"
                        .formatted(slot),
                    "start its reader, or drop it with pg_drop_replication_slot"));
  }

  private List<String> names(String sql) throws SQLException {
    return session.query(
        sql,
        row ->
            row.getString(2).isEmpty()
                ? row.getString(1)
                : row.getString(2) + " of " + row.getString(1));
  }

  private void add(Severity severity, String check, String what, String fix) {
    found.add(new Diagnosis(severity, check, what, fix));
  }
}

package dev.theseus.check.effect;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.testkit.LockProbe;
import dev.theseus.testkit.LockReport;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Runs the cases of the trace one after the other in a schema made anew for each.
final class Measurement {
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final String IN_TRANSACTION_BLOCK = "25001";
  private static final Set<Act> ROWS = Set.of(Act.INSERT, Act.UPDATE, Act.DELETE, Act.SELECT);

  private final TestDatabase database;
  private final Connection connection;
  private final Map<String, String> kinds = new HashMap<>();

  Measurement(TestDatabase database, Connection connection) {
    this.database = database;
    this.connection = connection;
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
    kinds.clear();
    files().forEach((name, file) -> kinds.put(name, file.kind()));
  }

  /// The effect in the words of the server, as far as both can be compared: relations that were
  /// there before; rows that queries read are the server's choice.
  Facts said(Effect effect, Node tree) {
    Map<String, String> locks = new TreeMap<>();
    Set<String> rewritten = new TreeSet<>();
    Set<String> scanned = new TreeSet<>();
    effect
        .relations()
        .forEach(
            (name, use) -> {
              if (isTable(name.toString())) {
                locks.put(name.toString(), use.lock().name());
                use.rebuilt().forEach(index -> rewritten.add(index.toString()));
                if (use.rewrites()) {
                  rewritten.add(name.toString());
                }
                if (use.scans() && comparesScans(effect, tree)) {
                  scanned.add(name.toString());
                }
              }
            });
    return new Facts(locks, rewritten, scanned, effect.alone(), effect.failure());
  }

  private static boolean comparesScans(Effect effect, Node tree) {
    return !effect.alone()
        && !tree.is("TruncateStmt")
        && effect.actions().stream().noneMatch(action -> ROWS.contains(action.act()));
  }

  private boolean isTable(String name) {
    return kinds.containsKey(name) && Set.of("r", "p", "m", "v", "f").contains(kinds.get(name));
  }

  /// A statement outside of a transaction is watched from outside, which can miss short locks: it
  /// is run until all that is said was seen, or for long enough.
  Facts measured(TraceCase one, Facts said) throws SQLException {
    if (!one.alone()) {
      return once(one, false, said);
    }
    boolean refused = refusedInTransaction(one);
    Facts seen = once(one, refused, said);
    long start = System.nanoTime();
    while (!one.depends()
        && seen.failure().isEmpty()
        && !seen.locks().equals(said.locks())
        && System.nanoTime() - start < PATIENCE) {
      prepare(one);
      Facts again = once(one, refused, said);
      again.locks().forEach((name, lock) -> seen.locks().merge(name, lock, Measurement::stronger));
    }
    return seen;
  }

  private static String stronger(String one, String other) {
    return LockLevel.valueOf(one).strongerThan(LockLevel.valueOf(other)) ? one : other;
  }

  private boolean refusedInTransaction(TraceCase one) throws SQLException {
    connection.setAutoCommit(false);
    try {
      run(one.sql());
      return false;
    } catch (SQLException e) {
      return IN_TRANSACTION_BLOCK.equals(e.getSQLState());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// Runs a statement that waits for another session, which gives way once it does.
  private void runBehindReader(TraceCase one) throws SQLException {
    try (Connection reader = database.connect();
        Connection observer = database.connect()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement read = reader.createStatement()) {
        read.execute("SELECT FROM " + one.held());
      }
      int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      Thread release =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      awaitWaiting(observer, pid);
                      reader.rollback();
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      run(one.sql());
      release.join();
      reader.setAutoCommit(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitWaiting(Connection observer, int pid) throws SQLException {
    long deadline = System.nanoTime() + 500_000_000L;
    try (Statement statement = observer.createStatement()) {
      while (System.nanoTime() < deadline) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = " + pid)) {
          if (row.next() && row.getBoolean(1)) {
            return;
          }
        }
      }
    }
  }

  private Facts once(TraceCase one, boolean refused, Facts said) throws SQLException {
    Map<String, File> before = files();
    LockProbe probe = LockProbe.on(database);
    try {
      LockReport report =
          one.alone()
              ? probe.outsideTransaction(
                  connection,
                  c -> {
                    if (one.held().isEmpty()) {
                      run(one.sql());
                    } else {
                      runBehindReader(one);
                    }
                  })
              : probe.inTransaction(connection, c -> run(one.sql()));
      return facts(report, before, refused, said.scanned().isEmpty() && skipsScans(one));
    } catch (SQLException e) {
      return new Facts(Map.of(), Set.of(), Set.of(), refused, String.valueOf(e.getMessage()));
    }
  }

  private static boolean skipsScans(TraceCase one) {
    Node tree = Grammar.statement(one.sql()).tree();
    return Set.of(
            "TruncateStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "SelectStmt", "MergeStmt")
        .contains(tree.kind());
  }

  private Facts facts(
      LockReport report, Map<String, File> before, boolean refused, boolean skipsScans)
      throws SQLException {
    Map<String, String> locks = new TreeMap<>();
    report
        .strongest()
        .forEach(
            (name, mode) -> {
              if (isTable(name)) {
                locks.put(name, mode.name());
              }
            });
    Map<String, File> after = files();
    Set<String> rewritten = new TreeSet<>();
    before.forEach(
        (name, file) -> {
          File now = after.get(name);
          if (now != null && now.node() != file.node() && !skipsScans && !file.kind().equals("S")) {
            rewritten.add(name);
          }
        });
    Set<String> scanned = new TreeSet<>(report.scanned());
    scanned.removeIf(name -> skipsScans || !isTable(name));
    return new Facts(locks, rewritten, scanned, refused, "");
  }

  private record File(String kind, long node) {}

  /// By name, because an index that is dropped and made again counts as written anew.
  private Map<String, File> files() throws SQLException {
    Map<String, File> files = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT n.nspname || '.' || c.relname, c.relkind::text,
                       coalesce(pg_relation_filenode(c.oid), 0)::bigint
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid >= 16384 AND n.nspname !~ '^pg_'
                """)) {
      while (rows.next()) {
        files.put(
            String.valueOf(rows.getString(1)),
            new File(String.valueOf(rows.getString(2)), rows.getLong(3)));
      }
    }
    return files;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

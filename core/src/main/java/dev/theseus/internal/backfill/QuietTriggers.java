package dev.theseus.internal.backfill;

import dev.theseus.plan.Assignment;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keeps the user's triggers of a table and of every table below it from firing for what the
/// backfill writes, and says so where they fire nonetheless. Which there are is asked of the server
/// when the backfill begins: partitions come with triggers of their own.
final class QuietTriggers {
  private final Job job;
  private final List<String> usual = new ArrayList<>();
  private final List<String> always = new ArrayList<>();
  private final List<String> replica = new ArrayList<>();

  QuietTriggers(Job job) {
    this.job = job;
  }

  /// Switches them off for this connection where that is allowed. Not where a filled column is part
  /// of a foreign key: its checks are triggers too.
  void quiet() throws SQLException {
    read();
    warn(always, "they are ENABLE ALWAYS");
    if (usual.isEmpty()) {
      return;
    }
    if (inForeignKey()) {
      warn(usual, "a filled column is part of a foreign key, whose checks must stay on");
      return;
    }
    try {
      job.session().set("session_replication_role", "replica");
    } catch (SQLException e) {
      job.session().rollback(e);
      if (Failure.of(e) == Failure.CONNECTION_LOST) {
        throw e;
      }
      warn(
          usual,
          "this role may not switch them off (GRANT SET ON PARAMETER session_replication_role,"
              + " PostgreSQL 15 and later)");
      return;
    }
    warn(replica, "they are ENABLE REPLICA, and other triggers are kept from firing");
  }

  private void warn(List<String> names, String why) {
    if (!names.isEmpty()) {
      job.warn(
          "triggers %s fire for rows the backfill fills in %s: %s"
              .formatted(String.join(", ", names), job.table().quoted(), why));
    }
  }

  /// A partition's copy of its parent's trigger counts as internal before PostgreSQL 15.
  private void read() throws SQLException {
    job.session()
        .query(
            Sql.of(
                """
                {tree}
                SELECT DISTINCT t.tgname, t.tgenabled
                  FROM tree
                    JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                    JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid
                  WHERE t.tgtype & 16 <> 0 AND (t.tgtype & 1 <> 0 OR c.relkind <> 'p')
                    AND t.tgenabled <> 'D' AND cardinality(t.tgattr::int2[]) = 0
                    AND (NOT t.tgisinternal OR (t.tgparentid <> 0 AND t.tgconstraint = 0))
                    AND left(t.tgname, 8) <> '~theseus'
                  ORDER BY t.tgname
                """,
                Map.of("tree", Heap.withTree(job.table()))),
            row -> of(row.getString(2)).add(row.getString(1)));
    job.session().commit();
  }

  private List<String> of(String enabled) {
    return switch (enabled) {
      case "A" -> always;
      case "R" -> replica;
      default -> usual;
    };
  }

  private boolean inForeignKey() throws SQLException {
    boolean[] answer = {false};
    job.session()
        .query(
            Sql.of(
                """
                {tree}
                SELECT EXISTS (
                  SELECT FROM pg_catalog.pg_constraint f
                    JOIN pg_catalog.pg_attribute a
                      ON (a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey))
                        OR (a.attrelid = f.confrelid AND a.attnum = ANY (f.confkey))
                    JOIN tree ON tree.oid = a.attrelid
                  WHERE f.contype = 'f' AND a.attname IN ({columns}))
                """,
                Map.of(
                    "tree",
                    Heap.withTree(job.table()),
                    "columns",
                    SqlList.of(
                        job.assignments().stream()
                            .map(Assignment::column)
                            .map(c -> Literal.of(c.name()))
                            .toList()))),
            row -> answer[0] = row.getBoolean(1));
    job.session().commit();
    return answer[0];
  }
}

package dev.theseus.testkit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Clients of a [Workload] that behave alike, for example all instances of an application's old
/// version.
///
/// @param name how they are called in the report
/// @param count how many connections they hold, 1..500
/// @param source where the connections come from
/// @param session statements run once on each new connection, for example `SET search_path`
/// @param scripts the transactions, of which each client picks one at random again and again
public record ClientGroup(
    String name, int count, DataSource source, List<String> session, List<Script> scripts) {

  /// One transaction of an application; the workload commits it.
  public interface Script {
    /// Runs the transaction's statements.
    void run(WorkloadClient client) throws SQLException;
  }

  public ClientGroup {
    if (count < 1 || count > 500) {
      throw new IllegalArgumentException("count must be 1..500, not " + count);
    }
    session = List.copyOf(session);
    scripts = List.copyOf(scripts);
  }

  /// Clients without scripts yet.
  public static ClientGroup of(String name, int count, DataSource source) {
    return new ClientGroup(name, count, source, List.of(), List.of());
  }

  /// The same with one more statement for new connections.
  public ClientGroup session(String sql) {
    return new ClientGroup(name, count, source, with(session, sql), scripts);
  }

  /// The same with one more transaction to choose from.
  public ClientGroup script(Script script) {
    return new ClientGroup(name, count, source, session, with(scripts, script));
  }

  private static <T> List<T> with(List<T> list, T more) {
    List<T> longer = new ArrayList<>(list);
    longer.add(more);
    return longer;
  }
}

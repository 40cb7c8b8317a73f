package dev.theseus.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/// A control beside the migration: one connection that only computes, so that it takes a processor
/// from the application and neither locks, reads nor writes a row of it. What it adds to the
/// latency is what any work on the server adds while processors are short.
final class Busy {
  private static final double SLICE = 0.02;
  private static final int UNIT = 1_000;

  private Busy() {}

  /// Computes for so many seconds on the calling thread, in turns of 20 ms.
  ///
  /// @param share the part of the time in which it computes, over 0 to 1
  static void run(DataSource source, double share, double seconds) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement compute =
            connection.prepareStatement("SELECT count(*) FROM generate_series(1, ?)")) {
      turns(compute, share, seconds);
    }
  }

  private static void turns(PreparedStatement compute, double share, double seconds)
      throws SQLException {
    int count = UNIT;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (long begin = System.nanoTime(); begin - end < 0; begin = System.nanoTime()) {
      compute.setInt(1, count);
      compute.executeQuery().close();
      double took = (System.nanoTime() - begin) / 1e9;
      count = (int) Math.clamp(count * SLICE / took, UNIT, 1_000_000);
      Wait.until(begin + (long) (took / share * 1e9));
    }
  }
}

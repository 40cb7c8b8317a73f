package dev.theseus.bench;

import java.util.Locale;

/// What one statement took, as the mean of many.
///
/// @param wall microseconds that the client waited
/// @param cpu microseconds of the server's process
record DualWriteSample(
    SyncedChange change,
    SyncMode mode,
    SyncedWrite write,
    int statements,
    double wall,
    double cpu) {
  static final String HEADER =
      "round,change,mode,write,statements,rows_per_statement,wall_us,server_cpu_us";

  String csv(int round) {
    return String.format(
        Locale.ROOT,
        "%d,%s,%s,%s,%d,%d,%.2f,%.2f",
        round,
        change.name().toLowerCase(Locale.ROOT),
        mode.label(),
        write.label(),
        statements,
        write.rows(),
        wall,
        cpu);
  }
}

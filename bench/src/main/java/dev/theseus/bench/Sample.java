package dev.theseus.bench;

import java.util.Locale;

/// One run of a method.
///
/// @param sessionCpu seconds of the server process that did the work
/// @param serverCpu seconds of all server processes, checkpointer and WAL writer among them
/// @param walBytes written while it ran
/// @param heapGrowth size of the heap afterwards ÷ before
/// @param indexGrowth size of the indexes afterwards ÷ before
record Sample(
    int round,
    Method method,
    long rows,
    double wallSeconds,
    double sessionCpu,
    double serverCpu,
    long walBytes,
    double heapGrowth,
    double indexGrowth) {
  static final String HEADER =
      "round,method,rows,wall_s,session_cpu_s_per_million,server_cpu_s_per_million,"
          + "wal_bytes_per_row,heap_growth,index_growth,rows_per_s";

  double sessionCpuPerMillion() {
    return sessionCpu * 1e6 / rows;
  }

  double serverCpuPerMillion() {
    return serverCpu * 1e6 / rows;
  }

  double rate() {
    return rows / wallSeconds;
  }

  String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%s,%d,%.3f,%.2f,%.2f,%d,%.3f,%.3f,%.0f",
        round,
        method.label(),
        rows,
        wallSeconds,
        sessionCpuPerMillion(),
        serverCpuPerMillion(),
        walBytes / rows,
        heapGrowth,
        indexGrowth,
        rate());
  }
}

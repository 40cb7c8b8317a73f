package dev.theseus.bench;

import java.util.EnumMap;
import java.util.Map;

/// CPU time by stage. Thread-safe.
final class Meter {
  private final long postmaster;
  private final Map<Stage, Use> uses = new EnumMap<>(Stage.class);
  private Stage stage = Stage.OUTSIDE;
  private Use since;

  /// Seconds of CPU time.
  ///
  /// @param server all processes of the server
  /// @param own this program: the clients and the engine
  /// @param machine all processes of the machine
  record Use(double server, double own, double machine) {
    static final Use NONE = new Use(0, 0, 0);

    /// What is neither the server's nor this program's.
    double others() {
      return Math.max(0, machine - server - own);
    }

    private Use plus(Use more) {
      return new Use(server + more.server, own + more.own, machine + more.machine);
    }

    private Use minus(Use less) {
      return new Use(server - less.server, own - less.own, machine - less.machine);
    }
  }

  Meter(long postmaster) {
    this.postmaster = postmaster;
    this.since = now();
  }

  private Use now() {
    return new Use(
        Cpu.family(postmaster), Cpu.seconds(ProcessHandle.current().pid()), Cpu.machine());
  }

  /// What is used from now on counts for this stage.
  synchronized void enter(Stage next) {
    if (next != stage) {
      Use now = now();
      uses.merge(stage, now.minus(since), Use::plus);
      since = now;
      stage = next;
    }
  }

  /// What was used in the finished turns of a stage.
  synchronized Use use(Stage one) {
    return uses.getOrDefault(one, Use.NONE);
  }
}

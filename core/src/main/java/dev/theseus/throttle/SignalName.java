package dev.theseus.throttle;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What can hold a backfill, a data change or a verification back.
public enum SignalName {
  /// The throttle's own connection. Without it nothing is known, so it has no limit and cannot be
  /// switched off alone.
  CONNECTION("connection", Unit.ANSWER, OptionalLong.empty(), false),
  /// How much the slowest connected standby or subscriber has yet to replay.
  LAG("lag", Unit.BYTES, OptionalLong.of(64L << 20), true),
  /// How long ago that was written which the slowest of them has yet to replay.
  LAG_TIME("lag-time", Unit.MILLIS, OptionalLong.of(10_000), true),
  /// How much WAL the replication slot that is furthest behind keeps; without a limit given, half
  /// of `max_slot_wal_keep_size`, or 8 GB where that is unlimited.
  SLOTS("slots", Unit.BYTES, OptionalLong.empty(), true),
  /// How much finished WAL waits for the archive.
  ARCHIVE("archive", Unit.BYTES, OptionalLong.of(1L << 30), true),
  /// How much WAL the server writes, the application's included, over the last seconds.
  WAL_RATE("wal-rate", Unit.BYTES_PER_SECOND, OptionalLong.empty(), true),
  /// Checkpoints of the last minute that came early because so much WAL was written.
  CHECKPOINTS("checkpoints", Unit.COUNT, OptionalLong.empty(), false),
  /// Sessions that run a statement, ours left out.
  SESSIONS("sessions", Unit.COUNT, OptionalLong.empty(), true),
  /// The longest wait of the last seconds for a lock that we held.
  LOCK_WAITS("lock-waits", Unit.MILLIS, OptionalLong.of(1_000), true),
  /// Autovacuum workers on the table that is filled.
  AUTOVACUUM("autovacuum", Unit.COUNT, OptionalLong.empty(), false),
  /// The age of the oldest transaction that keeps old row versions of this database.
  TRANSACTION("transaction", Unit.MILLIS, OptionalLong.of(3_600_000), false),
  /// The user's query.
  PROBE_SQL("probe-sql", Unit.ANSWER, OptionalLong.empty(), false),
  /// The user's address.
  PROBE_HTTP("probe-http", Unit.ANSWER, OptionalLong.empty(), false),
  /// The hours in which work may go on.
  WINDOW("window", Unit.ANSWER, OptionalLong.empty(), false);

  private final String code;
  private final Unit unit;
  private final OptionalLong usual;
  private final boolean gradual;

  SignalName(String code, Unit unit, OptionalLong usual, boolean gradual) {
    this.code = code;
    this.unit = unit;
    this.usual = usual;
    this.gradual = gradual;
  }

  /// The word the command line, the state table and `--json` use.
  public String code() {
    return code;
  }

  public Unit unit() {
    return unit;
  }

  /// The limit where none is given; empty means that it is not looked at then.
  public OptionalLong usual() {
    return usual;
  }

  /// Whether work gets slower from half the limit on, instead of only stopping above it.
  public boolean gradual() {
    return gradual;
  }

  /// Whether a number is its limit.
  public boolean measured() {
    return unit != Unit.ANSWER;
  }

  /// The signal of this code.
  public static Optional<SignalName> of(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }

  /// All codes, for messages.
  public static String codes() {
    return Arrays.stream(values())
        .filter(one -> one != CONNECTION)
        .map(SignalName::code)
        .collect(Collectors.joining(", "));
  }
}

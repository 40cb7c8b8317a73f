package dev.theseus.internal.backfill;

import dev.theseus.internal.jdbc.SettableTime;
import dev.theseus.internal.jdbc.Time;
import java.time.Duration;
import java.time.Instant;

/// A clock whose sleeps end at once and call back each time.
final class SettableTimeHook implements Time {
  private final SettableTime time = new SettableTime(Instant.EPOCH);
  private final Runnable hook;

  SettableTimeHook(Runnable hook) {
    this.hook = hook;
  }

  @Override
  public Instant now() {
    return time.now();
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    hook.run();
    time.sleep(duration);
  }
}

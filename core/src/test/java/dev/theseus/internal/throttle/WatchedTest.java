package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SettableTime;
import dev.theseus.internal.throttle.Probe.Answer;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// A signal that cannot be read stops work.
class WatchedTest {
  /// Answers what the test says.
  private static final class Sessions implements Probe {
    private Answer answer = Answer.value(1, "");
    private boolean fails;

    @Override
    public SignalName name() {
      return SignalName.SESSIONS;
    }

    @Override
    public Answer read(Look look) throws SQLException {
      if (fails) {
        throw new SQLException("out of memory\nDetail: yes", "53200");
      }
      return answer;
    }
  }

  private final Sessions probe = new Sessions();
  private final Watched watched = new Watched(probe, Duration.ofSeconds(15));
  private final SettableTime time = new SettableTime(Instant.EPOCH);

  @PostgresTest
  void stopsWorkAfterItsPatienceAndGoesOnWhenItIsReadAgain(TestDatabase database) {
    assertThat(look(database).state()).isEqualTo(State.OK);

    probe.fails = true;
    time.advance(Duration.ofSeconds(14));
    Signal silent = look(database);
    time.advance(Duration.ofSeconds(1));
    Signal stopped = look(database);
    probe.fails = false;
    time.advance(Duration.ofSeconds(1));

    assertThat(silent.state()).isEqualTo(State.UNREADABLE);
    assertThat(stopped.state()).isEqualTo(State.STOP);
    assertThat(stopped.text())
        .isEqualTo("sessions 1, limit 10: it could not be read for 15 s: out of memory");
    assertThat(look(database).state()).isEqualTo(State.OK);
  }

  @PostgresTest
  void stopsWorkUntilItIsReadForTheFirstTime(TestDatabase database) {
    probe.fails = true;

    Signal first = look(database);
    probe.fails = false;
    time.advance(Duration.ofSeconds(1));

    assertThat(first.state()).isEqualTo(State.STOP);
    assertThat(first.reason()).isEqualTo("it was not read yet: out of memory");
    assertThat(look(database).state()).isEqualTo(State.OK);
  }

  /// Else the connection that comes after a lost one would be given up, too.
  @PostgresTest
  void saysOnceThatItFailed(TestDatabase database) {
    probe.fails = true;
    look(database);
    boolean first = watched.failure().isPresent();
    look(database);

    assertThat(first).isTrue();
    assertThat(watched.failure()).isEmpty();
  }

  @PostgresTest
  void keepsStoppingWhileItCannotBeRead(TestDatabase database) {
    probe.answer = Answer.value(11, "");
    look(database);
    probe.fails = true;
    time.advance(Duration.ofSeconds(1));

    assertThat(look(database).state()).isEqualTo(State.STOP);
  }

  @PostgresTest
  void isOffWhereTheRoleNeverMightReadIt(TestDatabase database) {
    probe.answer = new Answer.Denied("no right");

    assertThat(look(database).state()).isEqualTo(State.OFF);
  }

  @PostgresTest
  void stopsWorkWhenTheRightIsTakenAway(TestDatabase database) {
    look(database);
    probe.answer = new Answer.Denied("no right");
    time.advance(Duration.ofSeconds(15));

    assertThat(look(database).state()).isEqualTo(State.STOP);
  }

  @PostgresTest
  void isOffWhenWhatTheRoleMightNeverReadAppears(TestDatabase database) {
    probe.answer = new Answer.Nothing("nobody is there");
    Signal nothing = look(database);
    probe.answer = new Answer.Denied("no right");
    time.advance(Duration.ofSeconds(15));

    assertThat(nothing.state()).isEqualTo(State.OK);
    assertThat(nothing.text()).isEqualTo("sessions 0, limit 10: nobody is there");
    assertThat(look(database).state()).isEqualTo(State.OFF);
  }

  @PostgresTest
  void isUnreadableForItsPatienceAfterThereWasNothing(TestDatabase database) {
    probe.answer = new Answer.Nothing("nobody is there");
    look(database);
    probe.fails = true;
    time.advance(Duration.ofSeconds(14));

    assertThat(look(database).state()).isEqualTo(State.UNREADABLE);
    time.advance(Duration.ofSeconds(1));
    assertThat(look(database).state()).isEqualTo(State.STOP);
  }

  private Signal look(TestDatabase database) {
    try (Session session = Session.open(database.dataSource())) {
      return watched
          .look(
              new Look(
                  session,
                  Limits.usual().with(SignalName.SESSIONS, 10),
                  0,
                  QualifiedName.of("public", "t"),
                  time))
          .orElseThrow();
    }
  }
}

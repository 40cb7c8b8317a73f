package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Effect;

/// What PostgreSQL refuses whatever the rows are; rules that know more say it themselves.
class RefusedByServer extends StatementRule {
  RefusedByServer() {
    this("refused-by-server", "statement this version refuses");
  }

  RefusedByServer(String id, String title) {
    super(id, title, Severity.DANGER);
  }

  @Override
  public final void check(RuleContext context, Sink sink) {
    Effect effect = context.effect();
    if (!effect.failure().isEmpty() && mine(effect)) {
      sink.report(
          context.verdict(
              severity(),
              "PostgreSQL refuses it: " + effect.failure() + ".",
              "The migration fails here.",
              instead()));
    }
  }

  boolean mine(Effect effect) {
    return !ForeignKeyNotValidPartitioned.holds(effect) && !ConcurrentlyPartitioned.holds(effect);
  }

  String instead() {
    return "Write it in the way that the lowest version you support accepts.";
  }

  static boolean does(Effect effect, Act act) {
    return effect.all(act).findAny().isPresent();
  }
}

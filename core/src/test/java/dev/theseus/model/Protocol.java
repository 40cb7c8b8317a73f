package dev.theseus.model;

import dev.theseus.model.Move.Lock;
import dev.theseus.model.Move.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the engine does one after the other, with the way back of each.
///
/// @param steps `start` and `complete`; between any two of them the engine may stop, go on or turn
///   back
/// @param contract what ends it; has no way back
/// @param gate whether `contract` waits until no old client is left
record Protocol(List<Step> steps, Move contract, boolean gate) {
  /// @param back undoes it; empty when there is nothing to undo
  record Step(Move forward, Optional<Move> back) {
    String name() {
      return forward.name();
    }
  }

  Protocol {
    steps = List.copyOf(steps);
  }

  static final String COLUMN = "column and trigger";
  static final String FILL = "fill";
  static final String VERIFY = "verify";
  static final String BOTH_WAYS = "both ways";
  static final String PUBLISH = "publish";
  static final String REQUIRE = "require";
  static final String PROVE = "prove";
  static final String NOT_NULL = "not null";

  static Protocol planned() {
    return planned(Trigger.OLD_ONLY);
  }

  /// A column that changes its type, as it is planned.
  ///
  /// @param oldOnly the trigger until the new version is published
  static Protocol planned(Trigger oldOnly) {
    return new Protocol(
        List.of(
            step(
                Move.catalog(COLUMN, Lock.STRONG, it -> it.withColumn(oldOnly)),
                Move.catalog("drop trigger and column", Lock.STRONG, it -> Move.Catalog.FIRST)),
            new Step(Move.rows(FILL, Work.FILL), Optional.empty()),
            new Step(Move.rows(VERIFY, Work.VERIFY), Optional.empty()),
            step(
                Move.catalog(BOTH_WAYS, Lock.STRONG, it -> it.with(Trigger.BOTH)),
                Move.catalog("old writes only", Lock.STRONG, it -> it.with(oldOnly))),
            step(
                Move.catalog(PUBLISH, Lock.WEAK, it -> it.withPublished(true)),
                Move.catalog("unpublish", Lock.WEAK, it -> it.withPublished(false))
                    .waitingForTheView()),
            step(
                Move.catalog(REQUIRE, Lock.STRONG, it -> it.withRequired(true)),
                Move.catalog("allow empty", Lock.STRONG, it -> it.withRequired(false))),
            new Step(Move.rows(PROVE, Work.VERIFY_REQUIRED), Optional.empty()),
            step(
                Move.catalog(NOT_NULL, Lock.STRONG, it -> it),
                Move.catalog("drop NOT NULL", Lock.STRONG, it -> it.withRequired(false)))),
        Move.catalog("contract", Lock.STRONG, Move.Catalog::contracted),
        true);
  }

  private static Step step(Move forward, Move back) {
    return new Step(forward, Optional.of(back));
  }

  Protocol withForward(String name, Move by) {
    return with(name, new Step(by, step(name).back()));
  }

  Protocol withBack(String name, Move by) {
    return with(name, new Step(step(name).forward(), Optional.of(by)));
  }

  /// Both ways anew.
  Protocol with(String name, Move forward, Move back) {
    return with(name, step(forward, back));
  }

  /// With one step in another's place, and that one's behind it.
  Protocol swapped(String one, String other) {
    Step first = step(one);
    Step second = step(other);
    return new Protocol(
        steps.stream()
            .map(it -> it.equals(first) ? second : it.equals(second) ? first : it)
            .toList(),
        contract,
        gate);
  }

  Protocol withStepAfter(String name, Move forward) {
    List<Step> more = new ArrayList<>(steps);
    more.add(steps.indexOf(step(name)) + 1, new Step(forward, Optional.empty()));
    return new Protocol(more, contract, gate);
  }

  Protocol without(String name) {
    Step gone = step(name);
    return new Protocol(steps.stream().filter(it -> !it.equals(gone)).toList(), contract, gate);
  }

  Protocol withoutGate() {
    return new Protocol(steps, contract, false);
  }

  private Protocol with(String name, Step by) {
    Step replaced = step(name);
    return new Protocol(
        steps.stream().map(it -> it.equals(replaced) ? by : it).toList(), contract, gate);
  }

  private Step step(String name) {
    return steps.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }
}

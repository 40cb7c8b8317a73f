package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.policy.SkipPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a backfill does with rows whose new value cannot be stored, as a picocli mixin.
final class SkipOptions {
  @Option(
      names = "--skip-failing",
      description =
          "Pass over rows whose new value cannot be stored and list them (theseus skipped); the new"
              + " version is not published before each is mended. Without it the first one ends the"
              + " run.")
  private boolean skip;

  @Option(
      names = "--skip-at-most",
      paramLabel = "N",
      description =
          "With --skip-failing: how many rows may be on the list, 1..10000; default 1000.")
  private @Nullable Integer atMost;

  void apply(TheseusBuilder builder) {
    if (!skip) {
      if (atMost != null) {
        throw new UsageException(
            "--skip-at-most says how many rows are passed over, but none is", "add --skip-failing");
      }
      return;
    }
    try {
      SkipPolicy policy = atMost == null ? SkipPolicy.standard() : new SkipPolicy(atMost);
      if (!policy.allowed()) {
        throw new UsageException("--skip-at-most is 0", "give 1 or more, or no --skip-failing");
      }
      builder.skipping(policy);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct --skip-at-most");
    }
  }
}

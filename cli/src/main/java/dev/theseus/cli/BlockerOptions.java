package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.policy.BlockerPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// What a command does with transactions in its way, as a picocli mixin.
final class BlockerOptions {
  private static final String ONLY = "application=NAME, user=NAME or older-than=TIME";

  @Option(
      names = "--blockers",
      paramLabel = "POLICY",
      description =
          "What becomes of transactions that keep a step from its lock: wait (default), cancel"
              + " their statement, or terminate their session. Superusers, maintenance and other"
              + " migrations are never ended.")
  private @Nullable String policy;

  @Option(
      names = "--only",
      paramLabel = "WHICH",
      description =
          "With --blockers: end only those with " + ONLY + " (default older-than=10s); repeatable.")
  private Map<String, String> only = new LinkedHashMap<>();

  void apply(TheseusBuilder builder) {
    if (policy == null) {
      if (!only.isEmpty()) {
        throw new UsageException(
            "--only says which blockers are ended, but none is", "add --blockers cancel");
      }
      return;
    }
    BlockerPolicy chosen = BlockerPolicy.of(action(policy));
    for (Map.Entry<String, String> entry : only.entrySet()) {
      chosen = narrowed(chosen, entry.getKey(), entry.getValue());
    }
    builder.blockers(chosen);
  }

  private static BlockerPolicy.Action action(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "wait" -> BlockerPolicy.Action.WAIT;
      case "cancel" -> BlockerPolicy.Action.CANCEL;
      case "terminate" -> BlockerPolicy.Action.TERMINATE;
      default ->
          throw new UsageException(
              "'%s' is no policy for blockers".formatted(text), "give wait, cancel or terminate");
    };
  }

  private static BlockerPolicy narrowed(BlockerPolicy policy, String which, String value) {
    return switch (which) {
      case "application" -> policy.onlyApplication(value);
      case "user" -> policy.onlyUser(value);
      case "older-than" -> policy.onlyOlderThan(age(value));
      default ->
          throw new UsageException("--only does not know '%s'".formatted(which), "give " + ONLY);
    };
  }

  private static Duration age(String value) {
    try {
      return new Durations().convert(value);
    } catch (TypeConversionException e) {
      throw new UsageException("--only older-than: " + e.getMessage(), "correct the option");
    }
  }
}

package dev.theseus.cli;

import dev.theseus.cli.guide.Question;
import dev.theseus.cli.guide.Topic;
import dev.theseus.cli.guide.Topics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `theseus guide --list` prints: the topics, or the questions of one.
final class GuideTopics {
  static final String SCHEMA = "theseus.guide-topics/1";

  private GuideTopics() {}

  /// The document of `--list --json`.
  record Listed(List<Item> topics) {}

  record Item(String topic, String title, List<Asked> questions) {}

  record Asked(
      String key,
      String kind,
      String ask,
      @Nullable String preset,
      @Nullable String example,
      boolean optional) {}

  static void print(Console console, Optional<Topic> one) {
    List<Topic> topics = one.map(List::of).orElseGet(Topics::all);
    if (console.terminal().json()) {
      console.json(SCHEMA, new Listed(topics.stream().map(GuideTopics::item).toList()));
    } else if (one.isPresent()) {
      console.result(questions(one.get()));
    } else {
      List<List<String>> rows =
          topics.stream().map(topic -> List.of(topic.name(), topic.title())).toList();
      console.result(new Table(List.of("topic", "what changes"), rows).text());
    }
  }

  private static String questions(Topic topic) {
    List<List<String>> rows =
        topic.questions().stream()
            .map(one -> List.of(one.name(), otherwise(one), one.ask()))
            .toList();
    return Style.BOLD.of(topic.title())
        + "\n\n"
        + new Table(List.of("key", "without an answer", "question"), rows).text();
  }

  private static String otherwise(Question question) {
    String preset = question.preset() == null ? "" : question.preset();
    return question.catalog() != null
        ? "read from the database, else " + preset
        : !preset.isEmpty() ? preset : question.optional() ? "none" : "asked for";
  }

  private static Item item(Topic topic) {
    return new Item(
        topic.name(),
        topic.title(),
        topic.questions().stream()
            .map(
                one ->
                    new Asked(
                        one.name(),
                        one.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        one.ask(),
                        one.preset(),
                        one.example(),
                        one.optional()))
            .toList());
  }
}

package dev.theseus.cli.guide;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// All topics. A new one is a file beside the others and its name in the list here.
public final class Topics {
  /// In the order in which they are shown.
  static final List<String> NAMES =
      List.of(
          "add-column",
          "add-required-column",
          "rename-column",
          "change-type",
          "set-not-null",
          "drop-column",
          "split-column",
          "merge-columns",
          "rename-table",
          "drop-table",
          "add-index",
          "add-foreign-key",
          "add-check",
          "add-unique",
          "add-enum-value",
          "large-update");

  /// Blanks outside double quotes.
  private static final Pattern BLANKS = Pattern.compile("\\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private Topics() {}

  public static List<Topic> all() {
    ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
    return NAMES.stream().map(name -> read(mapper, name)).toList();
  }

  private static Topic read(ObjectMapper mapper, String name) {
    try (InputStream file = Topics.class.getResourceAsStream(name + ".yaml")) {
      return mapper.readValue(file, Topic.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException("the topic " + name + " is damaged", e);
    }
  }

  /// A topic that words begin with, and the words behind it.
  ///
  /// @param rest what it is about
  public record Named(Topic topic, List<String> rest) {
    public Named {
      rest = List.copyOf(rest);
    }
  }

  /// Finds the topic that the words begin with: `add-index orders`, `rename column users.email`.
  public static Optional<Named> named(List<String> sentence) {
    List<String> words = new ArrayList<>();
    sentence.forEach(part -> words.addAll(List.of(BLANKS.split(part.strip(), -1))));
    List<Topic> topics = all();
    for (int length = Math.min(5, words.size()); length > 0; length--) {
      String wanted =
          String.join("-", words.subList(0, length)).replace('_', '-').toLowerCase(Locale.ROOT);
      String spoken = wanted.replaceAll("-(a|an|the)-", "-");
      Optional<Topic> found =
          topics.stream().filter(topic -> topic.words().contains(spoken)).findFirst();
      if (found.isPresent()) {
        return Optional.of(new Named(found.get(), words.subList(length, words.size())));
      }
    }
    return Optional.empty();
  }
}

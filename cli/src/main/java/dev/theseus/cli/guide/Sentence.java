package dev.theseus.cli.guide;

import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the words behind a topic answer: `users.email to mail`, `orders (customer_id)`.
public final class Sentence {
  private static final Set<String> FILLERS =
      Set.of("to", "as", "on", "of", "in", "into", "references", "->", "with", "type");
  private static final Pattern LIST = Pattern.compile("([^(]+)\\((.+)\\)");

  private Sentence() {}

  /// The answers by their question's name.
  ///
  /// @throws WrongAnswer where words are left that say nothing the topic asks for
  public static Map<String, String> read(Topic topic, List<String> words) {
    Map<String, String> answers = new LinkedHashMap<>();
    if (words.isEmpty()) {
      return answers;
    }
    String text = String.join(" ", withoutFillers(words));
    Matcher list = LIST.matcher(text);
    if (topic.target().contains("columns") && list.matches()) {
      answers.put("table", list.group(1).strip());
      answers.put("columns", list.group(2).strip());
      return answers;
    }
    List<String> left = withoutFillers(words);
    assign(topic.target(), left.removeFirst(), answers);
    left = withoutFillers(left);
    if (left.isEmpty()) {
      return answers;
    }
    boolean blanks = topic.then().equals(List.of("type"));
    if (topic.then().isEmpty() || (left.size() > 1 && !blanks)) {
      throw new WrongAnswer(
          "the words \"%s\" say nothing about %s"
              .formatted(String.join(" ", left), topic.title().toLowerCase(Locale.ROOT)),
          "leave them out, or give them as --answers key=value; see theseus guide --list "
              + topic.name());
    }
    assign(topic.then(), String.join(" ", left), answers);
    return answers;
  }

  private static List<String> withoutFillers(List<String> words) {
    List<String> left = new ArrayList<>(words);
    while (left.size() > 1 && FILLERS.contains(left.getFirst())) {
      left.removeFirst();
    }
    return left;
  }

  private static void assign(List<String> keys, String text, Map<String, String> answers) {
    Optional<List<Identifier>> names = AnswerReader.names(text);
    if (keys.size() == 1 || names.isEmpty() || names.get().size() == 1) {
      answers.put(keys.getFirst(), text);
      return;
    }
    List<Identifier> parts = names.get();
    int last = parts.size() - 1;
    answers.put(keys.getFirst(), quoted(parts.subList(0, last)));
    answers.put(keys.getLast(), parts.get(last).quoted());
  }

  private static String quoted(List<Identifier> names) {
    return names.stream().map(Identifier::quoted).collect(Collectors.joining("."));
  }
}

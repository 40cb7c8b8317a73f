package dev.theseus.cli.guide;

import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gets all answers a topic needs: from what was given, from the catalog, from whoever can be
/// asked, from defaults.
public final class Interview {
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)\\}");

  private final Topic topic;
  private final Facts facts;
  private final Optional<Asking> asking;

  /// @param asking who answers, or nobody
  public Interview(Topic topic, Facts facts, Optional<Asking> asking) {
    this.topic = topic;
    this.facts = facts;
    this.asking = asking;
  }

  /// Somebody who can be asked.
  public interface Asking {
    /// @param preset what an empty answer means
    /// @return the answer; empty where there is none
    Optional<String> ask(Question question, Optional<String> preset);

    /// Tells why an answer cannot be used, before the question is asked again.
    void refused(WrongAnswer why);
  }

  /// @param given answers by question
  /// @throws WrongAnswer naming every answer that is missing
  public Map<String, Answer> hold(Map<String, String> given) {
    refuseUnknown(given);
    Map<String, Answer> answers = new LinkedHashMap<>();
    List<Question> missing = new ArrayList<>();
    for (Question question : topic.questions()) {
      Optional<Answer> answer = answer(question, given, answers);
      answer.ifPresent(it -> answers.put(question.name(), it));
      boolean follows = question.preset() != null && !missing.isEmpty();
      if (answer.isEmpty() && !question.optional() && !follows) {
        missing.add(question);
      }
    }
    if (!missing.isEmpty()) {
      throw incomplete(missing);
    }
    others(given, answers).ifPresent(it -> answers.put(Question.OTHERS.name(), it));
    return answers;
  }

  private Optional<Answer> answer(
      Question question, Map<String, String> given, Map<String, Answer> answers) {
    String said = given.get(question.name());
    if (said != null) {
      return Optional.of(checked(question, said, answers));
    }
    Optional<String> known = facts.type(question, answers);
    if (known.isPresent()) {
      return Optional.of(AnswerReader.read(question, known.get()));
    }
    Optional<String> preset = preset(question, answers);
    if (asking.isPresent()) {
      return asked(asking.get(), question, preset, answers);
    }
    return preset.map(text -> checked(question, text, answers));
  }

  private Optional<Answer> asked(
      Asking who, Question question, Optional<String> preset, Map<String, Answer> answers) {
    while (true) {
      Optional<String> text = who.ask(question, preset).or(() -> preset);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(checked(question, text.get(), answers));
      } catch (WrongAnswer e) {
        who.refused(e);
      }
    }
  }

  private Answer checked(Question question, String text, Map<String, Answer> answers) {
    Answer answer = AnswerReader.read(question, text);
    facts.require(answer, answers);
    return answer;
  }

  /// The default with the answers before it filled in; none where one of them is missing.
  private static Optional<String> preset(Question question, Map<String, Answer> answers) {
    String preset = question.preset();
    if (preset == null) {
      return Optional.empty();
    }
    Matcher matcher = NAME.matcher(preset);
    boolean made = question.kind() == QuestionKind.NAME;
    Function<Answer, String> text = made ? Answer::plain : Answer::shown;
    if (matcher.results().anyMatch(found -> !answers.containsKey(found.group(1)))) {
      return Optional.empty();
    }
    String filled =
        NAME.matcher(preset)
            .replaceAll(found -> Matcher.quoteReplacement(fill(found, answers, text)));
    return Optional.of(made ? Identifier.derived("", filled).quoted() : filled);
  }

  private static String fill(
      MatchResult found, Map<String, Answer> answers, Function<Answer, String> text) {
    Answer answer = answers.get(found.group(1));
    return answer == null ? "" : text.apply(answer);
  }

  /// Where no catalog is known, the types of columns that expressions name.
  private Optional<Answer> others(Map<String, String> given, Map<String, Answer> answers) {
    String said = given.get(Question.OTHERS.name());
    if (said != null) {
      return Optional.of(AnswerReader.read(Question.OTHERS, said));
    }
    List<Identifier> used = facts.known() ? List.of() : StandInSql.unknownColumns(topic, answers);
    if (used.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text = Optional.of(StandInSql.asText(used));
    return asking.isPresent()
        ? asked(asking.get(), Question.OTHERS, text, answers)
        : text.map(it -> AnswerReader.read(Question.OTHERS, it));
  }

  private void refuseUnknown(Map<String, String> given) {
    for (String key : given.keySet()) {
      if (topic.question(key).isEmpty()) {
        throw new WrongAnswer(
            "the topic %s asks for nothing called '%s'".formatted(topic.name(), key),
            "give " + String.join(", ", topic.questions().stream().map(Question::name).toList()));
      }
    }
  }

  private WrongAnswer incomplete(List<Question> missing) {
    List<String> lines =
        missing.stream()
            .map(
                one ->
                    "--answers '%s=…'  %s%s"
                        .formatted(
                            one.name(),
                            one.ask(),
                            one.example() == null ? "" : " Such as " + one.example()))
            .toList();
    return new WrongAnswer(
        "%s needs %s more"
            .formatted(topic.name(), missing.size() == 1 ? "one answer" : "some answers"),
        "give\n  " + String.join("\n  ", lines));
  }
}

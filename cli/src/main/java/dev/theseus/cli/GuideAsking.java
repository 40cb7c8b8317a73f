package dev.theseus.cli;

import dev.theseus.cli.guide.Draft;
import dev.theseus.cli.guide.Interview;
import dev.theseus.cli.guide.Question;
import dev.theseus.cli.guide.Topic;
import dev.theseus.cli.guide.Topics;
import dev.theseus.cli.guide.WrongAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Asks on the terminal.
final class GuideAsking implements Interview.Asking {
  private final Session session;

  GuideAsking(Session session) {
    this.session = session;
  }

  /// Itself, when there is somebody to ask.
  Optional<Interview.Asking> who() {
    return session.keyboard().present() ? Optional.of(this) : Optional.empty();
  }

  /// Asks what is to change.
  Topics.Named choose() {
    List<Topic> topics = Topics.all();
    for (int i = 0; i < topics.size(); i++) {
      session.console().ask("%2d  %s".formatted(i + 1, topics.get(i).title()));
    }
    while (true) {
      session.console().ask(Style.BOLD.of("What is to change?") + " A number, or its name.");
      String said = answer().orElseThrow(GuideAsking::ended);
      if (said.matches("\\d{1,3}") && Integer.parseInt(said) - 1 < topics.size() && !zero(said)) {
        return new Topics.Named(topics.get(Integer.parseInt(said) - 1), List.of());
      }
      Optional<Topics.Named> named =
          said.isEmpty() ? Optional.empty() : Topics.named(List.of(said));
      if (named.isPresent()) {
        return named.get();
      }
      session.console().ask("'%s' is none of them".formatted(said));
    }
  }

  @Override
  public Optional<String> ask(Question question, Optional<String> preset) {
    String hint =
        preset
            .map(text -> " [" + text + "]")
            .orElse(question.example() == null ? "" : " Such as " + question.example());
    session
        .console()
        .ask(
            Style.BOLD.of(question.ask())
                + Style.DIM.of(hint + (question.optional() ? " (Enter: none)" : "")));
    while (true) {
      String said = answer().orElseThrow(GuideAsking::ended);
      if (!said.isEmpty()) {
        return Optional.of(said);
      }
      if (preset.isPresent() || question.optional()) {
        return Optional.empty();
      }
      session.console().ask("An answer is needed.");
    }
  }

  @Override
  public void refused(WrongAnswer why) {
    session.console().error(why.what() + "; " + why.fix());
  }

  /// Shows what would be written and asks whether to.
  boolean agrees(Draft draft, GuideFile file, GuideTrial.Tried tried) {
    session.console().ask(GuideText.shown(draft, tried));
    session.console().ask(Style.BOLD.of("Write it to %s?".formatted(file.shown())) + " [yes]");
    String said = answer().orElseThrow(GuideAsking::ended).toLowerCase(Locale.ROOT);
    return said.isEmpty() || said.startsWith("y");
  }

  private Optional<String> answer() {
    return session.keyboard().line();
  }

  private static boolean zero(String number) {
    return Integer.parseInt(number) == 0;
  }

  private static UsageException ended() {
    return new UsageException(
        "the input ended before every question was answered; nothing was written",
        "give the answers with --answers");
  }
}

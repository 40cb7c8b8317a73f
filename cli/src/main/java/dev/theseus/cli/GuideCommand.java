package dev.theseus.cli;

import dev.theseus.cli.guide.Answer;
import dev.theseus.cli.guide.Draft;
import dev.theseus.cli.guide.Interview;
import dev.theseus.cli.guide.Sentence;
import dev.theseus.cli.guide.Topic;
import dev.theseus.cli.guide.Topics;
import dev.theseus.cli.guide.WrongAnswer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a migration for somebody who says what is to change.
@Command(
    name = "guide",
    description =
        "Asks what is to change, shows the way that hurts and the way that does not, with your"
            + " names, and writes the migration. What it shows is planned, judged and tried before;"
            + " a database that is named is only read.")
final class GuideCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "WORD",
      description =
          "What is to change: a topic and what it is about, such as add-required-column users.email"
              + " or rename column users.email to mail.")
  private List<String> words = List.of();

  @Option(
      names = "--answers",
      paramLabel = "KEY=VALUE|FILE",
      description =
          "An answer, or a YAML or JSON file with answers; may be repeated. With enough of them"
              + " nothing is asked.")
  private List<String> answers = List.of();

  @Option(
      names = "--migrations",
      paramLabel = "DIR",
      description =
          "The folder of your migrations: they are run on a scratch PostgreSQL, so that tables and"
              + " types are known, and the new one is written there.")
  private @Nullable Path migrations;

  @Option(
      names = "--write",
      paramLabel = "PATH",
      description = "The file to write, or its folder; overwrites nothing.")
  private @Nullable Path write;

  @Option(names = "--dry-run", description = "Write nothing.")
  private boolean dryRun;

  @Option(
      names = "--pg",
      paramLabel = "MAJOR",
      description = "The scratch PostgreSQL's version, 14..18; default 18.")
  private int major = 18;

  @Option(names = "--list", description = "List the topics, or what one asks for.")
  private boolean list;

  GuideCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    try {
      Optional<Topics.Named> named = Topics.named(words);
      if (list) {
        GuideTopics.print(session.console(), named.map(Topics.Named::topic));
        return ExitCode.OK;
      }
      GuideAsking asking = new GuideAsking(session);
      Topics.Named chosen = named.orElseGet(() -> choose(asking));
      guide(chosen.topic(), given(chosen), asking);
      return ExitCode.OK;
    } catch (WrongAnswer e) {
      throw new UsageException(e.what(), e.fix());
    }
  }

  private Topics.Named choose(GuideAsking asking) {
    String said = String.join(" ", words);
    if (!session.keyboard().present()) {
      List<String> names = Topics.all().stream().map(Topic::name).toList();
      throw new UsageException(
          words.isEmpty()
              ? "it is not said what is to change"
              : "no topic is called '%s'".formatted(said)
                  + Spelling.closest(words.getFirst(), names)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse(""),
          "name a topic: " + String.join(", ", names));
    }
    return asking.choose();
  }

  private Map<String, String> given(Topics.Named named) {
    Map<String, String> given = new LinkedHashMap<>(Sentence.read(named.topic(), named.rest()));
    given.putAll(GuideAnswers.read(session, answers));
    return given;
  }

  private void guide(Topic topic, Map<String, String> given, GuideAsking asking) {
    try (GuideTrial trial = trial()) {
      Interview interview = new Interview(topic, trial.facts(), asking.who());
      Map<String, Answer> known = interview.hold(given);
      Draft draft = Draft.of(topic, known);
      GuideFile file = GuideFile.of(session, draft, Optional.ofNullable(migrations), write);
      GuideTrial.Tried tried = trial.tried(draft, file.fileName());
      boolean writes =
          !dryRun && (!session.keyboard().present() || asking.agrees(draft, file, tried));
      if (writes) {
        file.write(draft.right());
      }
      GuideView view = GuideView.of(draft, tried, file, writes, database.named(session));
      if (session.console().terminal().json()) {
        session.console().json(GuideView.SCHEMA, view);
      } else {
        session.console().result(GuideText.of(draft, tried, view));
      }
    }
  }

  private GuideTrial trial() {
    Optional<Path> folder =
        migrations == null
            ? Optional.empty()
            : Optional.of(MigrationOptions.existing(session, List.of(migrations)).getFirst());
    if (folder.isEmpty() && database.named(session)) {
      return GuideTrial.against(database.address(session).dataSource(), database.schema());
    }
    return GuideTrial.onScratch(major, database.schema(), folder, session.console()::warn);
  }
}

package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class CliTest {
  private static final List<CommandEntry> SAMPLES =
      List.of(
          new CommandEntry("greet", "say hello", Greet::new),
          new CommandEntry("grow", "never built", s -> new Unbuildable()));

  @Test
  void printsItsVersion() {
    CapturedRun run = CapturedRun.of("--version");

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).matches("theseus \\d+\\.\\d+\\.\\d+(-\\S+)?\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void listsTheCommandsWithoutBuildingThem() {
    CapturedRun run = run("--help");

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Commands:\n  greet  say hello\n  grow   never built\n");
    assertThat(run.out()).contains("Examples:", "Exit status: 0 ok");
  }

  @Test
  void showsTheHelpOfACommand() {
    CapturedRun run = run("greet", "--help");

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).startsWith("Usage: theseus greet ");
    assertThat(run.out()).contains("Says hello.", "--json");
  }

  @Test
  void explainsItselfWhenNoCommandIsGiven() {
    CapturedRun run = run();

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: no command given\nUsage: theseus COMMAND");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    CapturedRun run = run("geret");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("error: unknown command 'geret'; did you mean 'greet'?\nsee theseus --help\n");
  }

  @Test
  void knowsNoHelpForAnUnknownCommand() {
    CapturedRun run = CapturedRun.of("help", "sail");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("error: unknown command 'sail'\nsee theseus --help\n");
  }

  @Test
  void namesTheWrongOption() {
    CapturedRun run = run("greet", "--loud", "Ann");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("error: Unknown option: '--loud'\nsee theseus greet --help\n");
  }

  @Test
  void reportsWrongArgumentsAsJsonWhenAsked() {
    CapturedRun run = run("greet", "--loud", "Ann", "--json");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.error/1",
              "exit" : 2,
              "problems" : [ {
                "code" : "usage",
                "what" : "Unknown option: '--loud'",
                "where" : "",
                "fix" : "see theseus greet --help"
              } ]
            }
            """);
  }

  @Test
  void readsNoArgumentFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("names"), "Ann");

    assertThat(run("greet", "@" + file).out()).isEqualTo("hello @" + file + "\n");
    assertThat(run("greet", "--", "@" + file).out()).isEqualTo("hello @" + file + "\n");
  }

  @Test
  void keepsResultAndTalkApart() {
    CapturedRun run = run("greet", "Ann");

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEqualTo("hello Ann\n");
    assertThat(run.err()).isEqualTo("looking for Ann\n");
  }

  @Test
  void silencesTalkOnly() {
    CapturedRun run = run("greet", "-q", "Ann");

    assertThat(run.out()).isEqualTo("hello Ann\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void printsJsonWithItsSchema() {
    CapturedRun run = run("greet", "--json", "Ann");

    assertThat(run.out())
        .isEqualTo(
            """
            {
              "schema" : "theseus.greet/1",
              "name" : "Ann"
            }
            """);
  }

  @ParameterizedTest
  @EnumSource(ProblemCode.class)
  void turnsEveryKindOfProblemIntoAnExitCode(ProblemCode code) {
    CapturedRun run = CapturedRun.of(SAMPLES, Map.of(), List.of("greet", "problem:" + code.name()));

    assertThat(run.exit()).isNotIn(ExitCode.OK, ExitCode.USAGE);
    assertThat(run.err()).endsWith("error: it is broken (a.sql, line 3); mend it\n");
  }

  @Test
  void givesTheProblemsAsJson() {
    CapturedRun run = run("greet", "--json", "problem:OUTCOME_UNKNOWN");

    assertThat(run.exit()).isEqualTo(ExitCode.OUTCOME_UNKNOWN);
    assertThat(run.out())
        .contains("\"code\" : \"outcome-unknown\"", "\"where\" : \"a.sql, line 3\"");
  }

  @Test
  void hidesTheStackTraceUntilAskedForIt() {
    CapturedRun hidden = run("greet", "crash");
    CapturedRun shown =
        CapturedRun.of(SAMPLES, Map.of("THESEUS_DEBUG", "1"), List.of("greet", "crash"));

    assertThat(hidden.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(hidden.err()).contains("IllegalStateException: boom; set THESEUS_DEBUG=1");
    assertThat(hidden.err()).doesNotContain("at dev.theseus");
    assertThat(shown.err()).contains("at dev.theseus");
  }

  @Test
  void buildsEveryCommandOfTheTableForCompletion() {
    Session session =
        new Session(
            new Console(System.out, System.err, Terminal.plain(List.of())),
            new Interrupts(),
            Map.of(),
            java.nio.file.Path.of(""));

    assertThat(new Cli(session).complete().getSubcommands().keySet())
        .containsExactlyElementsOf(Commands.all().stream().map(CommandEntry::name).toList());
  }

  private static CapturedRun run(String... arguments) {
    return CapturedRun.of(SAMPLES, Map.of(), List.of(arguments));
  }

  @Command(name = "greet", description = "Says hello.")
  private static final class Greet implements CliCommand {
    private final Console console;
    @Mixin private OutputOptions output = new OutputOptions();
    @Parameters private String name = "";

    Greet(Session session) {
      console = session.console();
    }

    @Override
    public ExitCode run() {
      console.say("looking for " + name);
      if (name.startsWith("problem:")) {
        ProblemCode code = ProblemCode.valueOf(name.substring("problem:".length()));
        throw new MigrationException(
            Problem.of(code, "it is broken", "mend it").at("a.sql, line 3"));
      }
      if (name.equals("crash")) {
        throw new IllegalStateException("boom");
      }
      if (output.json()) {
        console.json("theseus.greet/1", Map.of("name", name));
      } else {
        console.result("hello " + name);
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "grow")
  private static final class Unbuildable implements CliCommand {
    Unbuildable() {
      throw new AssertionError("a command that was not named was built");
    }

    @Override
    public ExitCode run() {
      return ExitCode.OK;
    }
  }
}

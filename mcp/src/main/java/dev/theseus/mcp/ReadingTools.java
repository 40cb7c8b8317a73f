package dev.theseus.mcp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The tools that change nothing; verify notes in the history that it was done.
final class ReadingTools {
  private final ServerSettings settings;
  private final Workspace workspace;
  private final Runs runs;

  ReadingTools(ServerSettings settings, Workspace workspace, Runs runs) {
    this.settings = settings;
    this.workspace = workspace;
    this.runs = runs;
  }

  List<Tool> all() {
    return List.of(
        check(), plan(), topics(), guide(), status(), history(), skipped(), throttle(), verify());
  }

  private Tool check() {
    return new Tool(
        "check",
        "Judge migrations",
        "Says what SQL migrations would do to a running application if a runner ran them as they"
            + " are: locks, rewrites, lost data. Runs them on a scratch PostgreSQL only.",
        Inputs.migration(
            Map.of("pg", Inputs.text("PostgreSQL's versions to judge for, such as 16 or 14..18"))),
        RecordSchema.document(settings.documents().check(), true),
        Tool.Kind.READS,
        call -> workspace.files(call, files -> runs(files).run(check(call, files))));
  }

  /// A temporary folder means nothing to who asked.
  private Runs runs(Workspace.Chosen files) {
    return files.folder().map(runs::without).orElse(runs);
  }

  private static List<String> check(Call call, Workspace.Chosen files) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    call.text("pg").ifPresent(majors -> arguments.add("--pg=" + majors));
    files.files().forEach(file -> arguments.add(file.toString()));
    return arguments;
  }

  private Tool plan() {
    return new Tool(
        "plan",
        "Plan a migration",
        "Shows the phases, steps, SQL, locks and way back by which a migration would be carried out"
            + " while the application runs. Against the server's database, whose catalog is read,"
            + " or a scratch PostgreSQL on which the earlier migrations of `history` were run.",
        Inputs.migration(
            Map.of(
                "against", Inputs.choice("where tables and types come from", "database", "scratch"),
                "history", Inputs.text("the folder of earlier migrations, for a scratch"))),
        RecordSchema.document(settings.documents().plan(), true),
        Tool.Kind.READS,
        call -> workspace.files(call, files -> plan(call, files)));
  }

  private Reply plan(Call call, Workspace.Chosen files) {
    String against =
        call.text("against").orElse(settings.database().isEmpty() ? "scratch" : "database");
    return switch (against) {
      case "database" -> {
        requireDatabase();
        yield runs(files).onDatabase(List.of("plan"), files(files));
      }
      case "scratch" -> {
        Path history =
            call.text("history")
                .map(workspace::path)
                .or(files::folder)
                .orElseGet(() -> workspace.folder(files.files().getFirst()));
        yield runs(files).onDatabase(List.of("plan", "--history=" + history), files(files));
      }
      default ->
          throw new Refusal(
              "'%s' is nothing to plan against".formatted(against), "give database or scratch");
    };
  }

  static List<String> files(Workspace.Chosen files) {
    return files.files().stream().map(Path::toString).toList();
  }

  private Tool topics() {
    return new Tool(
        "guide_topics",
        "List what the guide knows",
        "The kinds of change that the tool `guide` writes migrations for, with the keys of the"
            + " answers each of them needs.",
        Inputs.object(Map.of(), List.of()),
        RecordSchema.document(settings.documents().topics(), true),
        Tool.Kind.READS,
        call -> runs.run(List.of("guide", "--list")));
  }

  private Tool guide() {
    return new Tool(
        "guide",
        "Write a migration",
        "Gives the text of a migration for a kind of change, the statement that would hurt, what"
            + " check says of it, and the plan; tried on a scratch PostgreSQL. Writes no file.",
        Inputs.object(
            Map.of(
                "topic", Inputs.text("one of guide_topics, such as add-required-column"),
                "answers", Inputs.pairs("answers by key, such as table, column, value"),
                "migrations",
                    Inputs.text(
                        "the folder of the migrations so far; tables and types come from it")),
            List.of("topic")),
        RecordSchema.document(settings.documents().guide(), true),
        Tool.Kind.READS,
        call -> runs.onDatabase(List.of("guide"), guide(call)));
  }

  private List<String> guide(Call call) {
    List<String> arguments = new ArrayList<>(List.of("--dry-run"));
    call.text("migrations")
        .map(workspace::path)
        .ifPresent(folder -> arguments.add("--migrations=" + folder));
    call.pairs("answers")
        .forEach(
            (key, value) -> {
              if (!key.matches("[a-z]+")) {
                throw new Refusal("'%s' is no key".formatted(key), "see the tool guide_topics");
              }
              arguments.add("--answers=" + key + "=" + value);
            });
    arguments.add("--");
    arguments.add(topic(call.text("topic").orElse("")));
    return arguments;
  }

  private static String topic(String name) {
    if (!name.matches("[a-z]+(-[a-z]+)*")) {
      throw new Refusal("'%s' is no topic".formatted(name), "see the tool guide_topics");
    }
    return name;
  }

  private Tool status() {
    return looking(
        "status",
        "Show where the migration stands",
        "The state, steps, backfills and next commands of the active migration, or of the last"
            + " one.",
        RecordSchema.document(settings.documents().status(), false));
  }

  private Tool history() {
    return looking(
        "history",
        "List what was done",
        "Everything that was done in the database, oldest first.",
        RecordSchema.document(settings.documents().history(), true));
  }

  private Tool skipped() {
    return looking(
        "skipped",
        "List rows that were passed over",
        "The rows that the backfill passed over because their new value cannot be stored, each with"
            + " its key and the error. The migration goes on when each is mended.",
        RecordSchema.document(settings.documents().skipped(), true));
  }

  private Tool throttle() {
    return looking(
        "throttle",
        "Show what holds the work on rows back",
        "What the throttle's signals say now and how far each may go. A person changes limits with"
            + " theseus throttle.",
        RecordSchema.document(settings.documents().throttle(), true),
        "--show");
  }

  private Tool verify() {
    return looking(
        "verify",
        "Compare both versions' columns",
        "Reads every row while both versions can be had and fails where old and new columns do not"
            + " stand for the same. Changes no rows; the history has what was found. Takes as long"
            + " as reading the tables does.",
        RecordSchema.document(settings.documents().status(), false));
  }

  /// A command without arguments that looks at the database.
  private Tool looking(
      String command,
      String title,
      String description,
      Map<String, Object> output,
      String... arguments) {
    return new Tool(
        command,
        title,
        description,
        Inputs.object(Map.of(), List.of()),
        output,
        Tool.Kind.READS,
        call -> {
          requireDatabase();
          return runs.onDatabase(List.of(command), List.of(arguments));
        });
  }

  private void requireDatabase() {
    if (settings.database().isEmpty()) {
      throw new Refusal(
          "the server works on no database", "start theseus mcp with --url or DATABASE_URL");
    }
  }
}

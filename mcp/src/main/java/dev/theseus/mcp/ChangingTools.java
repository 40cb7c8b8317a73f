package dev.theseus.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The tools that change a database. The first call of one only says what would be done and how a
/// person agrees to it; the second brings the token.
final class ChangingTools {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final String SCHEMA = "theseus.change/1";

  private final ServerSettings settings;
  private final Workspace workspace;
  private final Runs runs;
  private final Confirmations confirmations;

  ChangingTools(
      ServerSettings settings, Workspace workspace, Runs runs, Confirmations confirmations) {
    this.settings = settings;
    this.workspace = workspace;
    this.runs = runs;
    this.confirmations = confirmations;
  }

  List<Tool> all() {
    return List.of(
        start(),
        simple("complete", "Retire the old version", Tool.Kind.CHANGES),
        simple("contract", "Drop what only the old version needed", Tool.Kind.REMOVES),
        simple("rollback", "Take the last command back", Tool.Kind.CHANGES),
        simple("resume", "Go on with an interrupted command", Tool.Kind.CHANGES),
        simple("pause", "Make the backfill stand still", Tool.Kind.CHANGES),
        simple("unpause", "Let a paused backfill go on", Tool.Kind.CHANGES));
  }

  private Tool start() {
    return new Tool(
        "start",
        "Carry a migration out until both versions live",
        description("Carries out what the tool plan shows for start."),
        Inputs.migration(Map.of("confirmation", confirmation())),
        output(),
        Tool.Kind.CHANGES,
        call ->
            workspace.files(
                call,
                files -> {
                  Reply plan = runs.onDatabase(List.of("plan"), ReadingTools.files(files));
                  return plan.failed()
                      ? plan
                      : confirmed(
                          "start", call, plan.document(), () -> start(files, plan.document()));
                }));
  }

  /// Files may be written between question and answer, and between this plan and the command's: it
  /// refuses every plan but this one.
  private Reply start(Workspace.Chosen files, Map<String, Object> plan) {
    return plan.get("hash") instanceof String hash
        ? runs.onDatabase(List.of("start", "--plan-hash=" + hash), ReadingTools.files(files))
        : Reply.refused("the plan has no hash", "update theseus");
  }

  private Tool simple(String command, String title, Tool.Kind kind) {
    return new Tool(
        command,
        title,
        description(title + ". See the tool status for what makes sense now."),
        Inputs.object(Map.of("confirmation", confirmation()), List.of()),
        output(),
        kind,
        call -> {
          Reply status = runs.onDatabase(List.of("status"), List.of());
          return status.failed()
              ? status
              : confirmed(
                  command,
                  call,
                  subject(status.document()),
                  () -> runs.onDatabase(List.of(command), List.of()));
        });
  }

  /// Of a status, what must not have changed between question and answer.
  private static Map<String, Object> subject(Map<String, Object> status) {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("name", String.valueOf(status.getOrDefault("name", "")));
    subject.put("state", String.valueOf(status.get("state")));
    return subject;
  }

  private Reply confirmed(
      String operation, Call call, Map<String, Object> subject, Supplier<Reply> work) {
    String id = Confirmations.id(operation, settings.database(), json(subject));
    Optional<String> token = call.text("confirmation");
    if (token.isEmpty()) {
      return question(id, operation, subject);
    }
    Optional<String> refused = confirmations.redeem(id, token.get());
    if (refused.isPresent()) {
      return Reply.refused(
          operation + " was not done: " + refused.get(),
          "call it without a confirmation to ask for one anew");
    }
    Reply done = work.get();
    return done.failed()
        ? done
        : new Reply(Map.of("schema", SCHEMA, "outcome", "done", "result", done.document()), false);
  }

  private Reply question(String id, String operation, Map<String, Object> subject) {
    String migration = String.valueOf(subject.get("name"));
    String summary = Summary.of(operation, subject);
    confirmations.ask(
        new Confirmations.Request(id, operation, settings.database(), migration, summary));
    Map<String, Object> needed =
        Map.of(
            "id", id,
            "operation", operation,
            "database", settings.database(),
            "migration", migration,
            "summary", summary,
            "command", "theseus mcp confirm " + id,
            "validSeconds", Confirmations.VALIDITY.toSeconds());
    return new Reply(
        Map.of("schema", SCHEMA, "outcome", "confirmation-required", "confirmation", needed),
        false);
  }

  private static String description(String does) {
    return does
        + " Changes the database, so a person has to agree: the first call answers with a command"
        + " for a person to run on a terminal; call again with the token it prints as"
        + " `confirmation`. Never run that command yourself.";
  }

  private static Map<String, Object> confirmation() {
    return Inputs.text("the token that a person got from theseus mcp confirm");
  }

  private static Map<String, Object> output() {
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> needed = new LinkedHashMap<>();
    for (String key : List.of("id", "operation", "database", "migration", "summary", "command")) {
      needed.put(key, text);
    }
    needed.put("validSeconds", Map.of("type", "integer"));
    return Map.of(
        "type", "object",
        "properties",
            Map.of(
                "schema", text,
                "outcome",
                    Map.of("type", "string", "enum", List.of("confirmation-required", "done")),
                "confirmation", Map.of("type", "object", "properties", needed),
                "result", Map.of("type", "object")),
        "required", List.of("schema", "outcome"));
  }

  private static String json(Map<String, Object> subject) {
    try {
      return MAPPER.writeValueAsString(subject);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what came from JSON can be written as JSON", e);
    }
  }
}

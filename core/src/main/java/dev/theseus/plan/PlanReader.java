package dev.theseus.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.theseus.catalog.ServerVersion;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The reading half of [PlanCodec]. Unknown fields are left alone, so that a later release may add
/// some; missing ones and unknown kinds are errors.
final class PlanReader {
  static String code(Assignment.Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Plan plan(JsonNode node) {
    int format = field(node, "format").asInt();
    if (format != PlanWriter.FORMAT) {
      throw new IllegalArgumentException("its format is " + format);
    }
    return new Plan(
        text(node, "name"),
        new ServerVersion(field(node, "server").asInt()),
        identifier(node, "base"),
        node.has("version") ? Optional.of(version(field(node, "version"))) : Optional.empty(),
        list(node, "sources", this::source),
        list(node, "steps", this::step),
        list(node, "warnings", JsonNode::asText));
  }

  private Version version(JsonNode node) {
    return new Version(identifier(node, "schema"), identifier(node, "base"));
  }

  private Plan.Source source(JsonNode node) {
    return new Plan.Source(text(node, "place"), text(node, "statement"), text(node, "strategy"));
  }

  private Step step(JsonNode node) {
    StepHead head = head(node);
    String kind = text(node, "kind");
    return switch (kind) {
      case "transaction" -> transaction(head, node);
      case "find-duplicates" ->
          new Step.FindDuplicates(
              head, name(node, "table"), name(node, "index"), sql(node, "query"));
      case "create-index-concurrently" ->
          new Step.CreateIndexConcurrently(
              head, name(node, "table"), name(node, "index"), sql(node, "create"));
      case "drop-index-concurrently" ->
          new Step.DropIndexConcurrently(
              head, name(node, "table"), name(node, "index"), undo(node));
      case "build-partitioned-index" ->
          new Step.BuildPartitionedIndex(head, partitioned(field(node, "build")));
      case "detach-partition" -> detach(head, node);
      case "validate-constraint" -> validate(head, node);
      case "find-violations" -> violations(head, node);
      case "backfill" ->
          new Step.Backfill(
              head,
              name(node, "table"),
              list(node, "assignments", this::assignment),
              identifiers(node, "firesUserTriggers"));
      case "verify" -> verify(head, node);
      case "change-rows" -> changeRows(head, node);
      case "standalone" ->
          new Step.Standalone(
              head, sql(node, "statement"), undo(node), node.path("repeatable").asBoolean(false));
      default -> throw new IllegalArgumentException("it has a step of unknown kind " + kind);
    };
  }

  private Step transaction(StepHead head, JsonNode node) {
    return new Step.Transaction(
        head,
        statements(node),
        undo(node),
        node.has("undoLocks") ? list(node, "undoLocks", this::lock) : head.locks());
  }

  private Step verify(StepHead head, JsonNode node) {
    return new Step.Verify(
        head,
        name(node, "table"),
        list(node, "assignments", this::assignment),
        identifiers(node, "required"),
        node.has("waysBack") ? list(node, "waysBack", this::assignment) : List.of(),
        node.has("agreements") ? list(node, "agreements", this::agreement) : List.of());
  }

  private Agreement agreement(JsonNode node) {
    return new Agreement(
        list(node, "news", this::assignment),
        list(node, "olds", this::assignment),
        identifiers(node, "key"));
  }

  private Step violations(StepHead head, JsonNode node) {
    return new Step.FindViolations(
        head,
        name(node, "table"),
        identifier(node, "constraint"),
        sql(node, "query"),
        node.has("target") ? Optional.of(name(node, "target")) : Optional.empty());
  }

  private Step validate(StepHead head, JsonNode node) {
    return new Step.ValidateConstraint(
        head, name(node, "table"), identifier(node, "constraint"), node.path("addedBy").asText());
  }

  private Step changeRows(StepHead head, JsonNode node) {
    JsonNode key = field(node, "key");
    return new Step.ChangeRows(
        head,
        sql(node, "statement"),
        sql(node, "batch"),
        name(node, "target"),
        identifiers(node, "columns"),
        new BatchKey(
            name(key, "table"),
            field(key, "only").asBoolean(),
            list(
                key,
                "parts",
                part ->
                    new BatchKey.Part(
                        identifier(part, "column"), TypeName.of(text(part, "type"))))),
        field(node, "repeatable").asBoolean(),
        undo(node));
  }

  private Step detach(StepHead head, JsonNode node) {
    return new Step.DetachPartition(
        head,
        name(node, "parent"),
        name(node, "table"),
        text(node, "bound"),
        identifiers(node, "checks"),
        undo(node));
  }

  private StepHead head(JsonNode node) {
    return new StepHead(
        text(node, "id"),
        constant(Phase.values(), Phase::code, text(node, "phase")),
        text(node, "title"),
        list(node, "locks", this::lock),
        list(node, "notes", JsonNode::asText),
        node.has("unless") ? Optional.of(sql(node, "unless")) : Optional.empty());
  }

  private Undo.AddConstraint addConstraint(JsonNode node) {
    return new Undo.AddConstraint(
        name(node, "table"),
        identifier(node, "constraint"),
        sql(node, "addNotValid"),
        node.has("partitions") ? list(node, "partitions", this::onPartition) : List.of(),
        node.has("breaking") ? Optional.of(sql(node, "breaking")) : Optional.empty(),
        node.has("comment") ? Optional.of(sql(node, "comment")) : Optional.empty());
  }

  private Undo.OnPartition onPartition(JsonNode node) {
    return new Undo.OnPartition(
        name(node, "table"), identifier(node, "constraint"), sql(node, "addNotValid"));
  }

  private Undo undo(JsonNode step) {
    JsonNode node = field(step, "undo");
    String kind = text(node, "kind");
    return switch (kind) {
      case "statements" -> new Undo.Statements(statements(node));
      case "nothing" -> new Undo.Nothing();
      case "stays" -> new Undo.Stays(text(node, "reason"));
      case "restore" -> new Undo.Restore(text(node, "reason"));
      case "drop-index" -> new Undo.DropIndex(name(node, "table"), name(node, "index"));
      case "drop-partitioned-index" ->
          new Undo.DropPartitionedIndex(partitioned(field(node, "drop")));
      case "add-constraint" -> addConstraint(node);
      case "create-index" ->
          new Undo.CreateIndex(name(node, "table"), name(node, "index"), sql(node, "create"));
      default -> throw new IllegalArgumentException("it has an undo of unknown kind " + kind);
    };
  }

  private PartitionedIndex partitioned(JsonNode node) {
    return new PartitionedIndex(
        name(node, "table"),
        name(node, "index"),
        field(node, "unique").asBoolean(),
        sql(node, "body"),
        node.has("key") ? Optional.of(key(field(node, "key"))) : Optional.empty(),
        list(node, "parts", this::part));
  }

  private static PartitionedIndex.Key key(JsonNode node) {
    return new PartitionedIndex.Key(
        text(node, "kind"), sql(node, "columns"), text(node, "deferrable"));
  }

  private PartitionedIndex.Part part(JsonNode node) {
    return new PartitionedIndex.Part(
        name(node, "table"),
        name(node, "index"),
        name(node, "parent"),
        field(node, "leaf").asBoolean(),
        node.has("standing") ? Optional.of(sql(node, "standing")) : Optional.empty());
  }

  private LockUse lock(JsonNode node) {
    return new LockUse(
        constant(LockLevel.values(), LockLevel::sql, text(node, "level")),
        name(node, "object"),
        field(node, "scans").asBoolean(),
        field(node, "rewrites").asBoolean());
  }

  private Assignment assignment(JsonNode node) {
    return new Assignment(
        identifier(node, "column"),
        Expression.of(text(node, "value")),
        constant(Assignment.Rule.values(), PlanReader::code, text(node, "rule")));
  }

  private List<Sql> statements(JsonNode node) {
    return list(node, "statements", each -> Sql.verbatim(each.asText()));
  }

  private static Sql sql(JsonNode node, String field) {
    return Sql.verbatim(text(node, field));
  }

  private static QualifiedName name(JsonNode node, String field) {
    JsonNode name = field(node, field);
    return new QualifiedName(identifier(name, "schema"), identifier(name, "name"));
  }

  private static Identifier identifier(JsonNode node, String field) {
    return Identifier.of(text(node, field));
  }

  private static List<Identifier> identifiers(JsonNode node, String field) {
    return list(node, field, each -> Identifier.of(each.asText()));
  }

  private static String text(JsonNode node, String field) {
    return field(node, field).asText();
  }

  private static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> reader) {
    List<T> values = new ArrayList<>();
    field(node, field).forEach(each -> values.add(reader.apply(each)));
    return values;
  }

  private static <T> T constant(T[] values, Function<T, String> code, String wanted) {
    return Arrays.stream(values)
        .filter(value -> code.apply(value).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it names the unknown word " + wanted));
  }

  private static JsonNode field(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("the field " + field + " is missing");
    }
    return value;
  }
}

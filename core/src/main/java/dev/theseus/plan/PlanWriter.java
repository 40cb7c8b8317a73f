package dev.theseus.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.function.Function;

/// The writing half of [PlanCodec].
final class PlanWriter {
  static final int FORMAT = 1;

  private final JsonNodeFactory nodes;

  PlanWriter(JsonNodeFactory nodes) {
    this.nodes = nodes;
  }

  ObjectNode plan(Plan plan) {
    ObjectNode node = nodes.objectNode();
    node.put("format", FORMAT);
    node.put("name", plan.name());
    node.put("server", plan.server().number());
    node.put("base", plan.base().name());
    plan.version().ifPresent(version -> node.set("version", version(version)));
    node.set("sources", array(plan.sources(), this::source));
    node.set("steps", array(plan.steps(), this::step));
    node.set("warnings", texts(plan.warnings()));
    return node;
  }

  private ObjectNode version(Version version) {
    return nodes
        .objectNode()
        .put("schema", version.schema().name())
        .put("base", version.base().name());
  }

  private ObjectNode source(Plan.Source source) {
    return nodes
        .objectNode()
        .put("place", source.place())
        .put("statement", source.statement())
        .put("strategy", source.strategy());
  }

  private ObjectNode step(Step step) {
    ObjectNode node = head(step.head());
    switch (step) {
      case Step.Transaction s -> transaction(node, s);
      case Step.FindDuplicates s -> findDuplicates(node, s);
      case Step.CreateIndexConcurrently s -> {
        node.put("kind", "create-index-concurrently").put("create", s.create().text());
        node.set("table", name(s.table()));
        node.set("index", name(s.index()));
      }
      case Step.DropIndexConcurrently s -> {
        node.put("kind", "drop-index-concurrently").set("table", name(s.table()));
        node.set("index", name(s.index()));
        node.set("undo", undo(s.undo()));
      }
      case Step.BuildPartitionedIndex s ->
          node.put("kind", "build-partitioned-index").set("build", partitioned(s.index()));
      case Step.DetachPartition s -> detach(node, s);
      case Step.FindViolations s -> findViolations(node, s);
      case Step.ValidateConstraint s -> {
        node.put("kind", "validate-constraint").put("constraint", s.constraint().name());
        node.put("addedBy", s.addedBy()).set("table", name(s.table()));
      }
      case Step.Backfill s -> {
        node.put("kind", "backfill").set("table", name(s.table()));
        node.set("assignments", array(s.assignments(), this::assignment));
        node.set("firesUserTriggers", identifiers(s.firesUserTriggers()));
      }
      case Step.Verify s -> verify(node, s);
      case Step.Standalone s -> {
        node.put("kind", "standalone").put("statement", s.statement().text());
        node.set("undo", undo(s.undo()));
        if (s.repeatable()) {
          node.put("repeatable", true);
        }
      }
      case Step.ChangeRows s -> changeRows(node, s);
    }
    return node;
  }

  private void transaction(ObjectNode node, Step.Transaction s) {
    node.put("kind", "transaction").set("statements", statements(s.statements()));
    node.set("undo", undo(s.undo()));
    if (!s.undoLocks().equals(s.head().locks())) {
      node.set("undoLocks", array(s.undoLocks(), this::lock));
    }
  }

  private void findViolations(ObjectNode node, Step.FindViolations s) {
    node.put("kind", "find-violations").put("query", s.query().text());
    node.put("constraint", s.constraint().name()).set("table", name(s.table()));
    s.target().ifPresent(target -> node.set("target", name(target)));
  }

  private void findDuplicates(ObjectNode node, Step.FindDuplicates step) {
    node.put("kind", "find-duplicates").put("query", step.query().text());
    node.set("table", name(step.table()));
    node.set("index", name(step.index()));
  }

  private void changeRows(ObjectNode node, Step.ChangeRows step) {
    node.put("kind", "change-rows")
        .put("statement", step.statement().text())
        .put("batch", step.batch().text());
    node.set("target", name(step.target()));
    node.set("columns", identifiers(step.columns()));
    ObjectNode key = nodes.objectNode().put("only", step.key().only());
    key.set("table", name(step.key().table()));
    key.set(
        "parts",
        array(
            step.key().parts(),
            part ->
                nodes
                    .objectNode()
                    .put("column", part.column().name())
                    .put("type", part.type().text())));
    node.set("key", key);
    node.put("repeatable", step.repeatable());
    node.set("undo", undo(step.undo()));
  }

  private void verify(ObjectNode node, Step.Verify s) {
    node.put("kind", "verify").set("table", name(s.table()));
    node.set("assignments", array(s.assignments(), this::assignment));
    node.set("required", identifiers(s.required()));
    if (!s.waysBack().isEmpty()) {
      node.set("waysBack", array(s.waysBack(), this::assignment));
    }
    if (!s.agreements().isEmpty()) {
      node.set("agreements", array(s.agreements(), this::agreement));
    }
  }

  private ObjectNode agreement(Agreement agreement) {
    ObjectNode node = nodes.objectNode();
    node.set("news", array(agreement.news(), this::assignment));
    node.set("olds", array(agreement.olds(), this::assignment));
    node.set("key", identifiers(agreement.key()));
    return node;
  }

  private void detach(ObjectNode node, Step.DetachPartition s) {
    node.put("kind", "detach-partition").put("bound", s.bound());
    node.set("parent", name(s.parent()));
    node.set("table", name(s.table()));
    node.set("checks", identifiers(s.checks()));
    node.set("undo", undo(s.undo()));
  }

  private ObjectNode head(StepHead head) {
    ObjectNode node = nodes.objectNode();
    node.put("id", head.id());
    node.put("phase", head.phase().code());
    node.put("title", head.title());
    node.set("locks", array(head.locks(), this::lock));
    node.set("notes", texts(head.notes()));
    head.unless().ifPresent(query -> node.put("unless", query.text()));
    return node;
  }

  private ObjectNode undo(Undo undo) {
    ObjectNode node = nodes.objectNode();
    switch (undo) {
      case Undo.Statements u ->
          node.put("kind", "statements").set("statements", statements(u.statements()));
      case Undo.Nothing u -> node.put("kind", "nothing");
      case Undo.Stays u -> node.put("kind", "stays").put("reason", u.reason());
      case Undo.Restore u -> node.put("kind", "restore").put("reason", u.reason());
      case Undo.DropIndex u -> {
        node.put("kind", "drop-index").set("table", name(u.table()));
        node.set("index", name(u.index()));
      }
      case Undo.DropPartitionedIndex u ->
          node.put("kind", "drop-partitioned-index").set("drop", partitioned(u.index()));
      case Undo.AddConstraint u -> {
        node.put("kind", "add-constraint")
            .put("constraint", u.constraint().name())
            .put("addNotValid", u.addNotValid().text());
        node.set("table", name(u.table()));
        node.set("partitions", array(u.partitions(), this::onPartition));
        u.breaking().ifPresent(query -> node.put("breaking", query.text()));
        u.comment().ifPresent(comment -> node.put("comment", comment.text()));
      }
      case Undo.CreateIndex u -> {
        node.put("kind", "create-index").put("create", u.create().text());
        node.set("table", name(u.table()));
        node.set("index", name(u.index()));
      }
    }
    return node;
  }

  private ObjectNode onPartition(Undo.OnPartition one) {
    ObjectNode node = nodes.objectNode();
    node.put("constraint", one.constraint().name()).put("addNotValid", one.addNotValid().text());
    node.set("table", name(one.table()));
    return node;
  }

  private ObjectNode partitioned(PartitionedIndex index) {
    ObjectNode node = nodes.objectNode();
    node.set("table", name(index.table()));
    node.set("index", name(index.index()));
    node.put("unique", index.unique()).put("body", index.body().text());
    index
        .key()
        .ifPresent(
            key ->
                node.putObject("key")
                    .put("kind", key.kind())
                    .put("columns", key.columns().text())
                    .put("deferrable", key.deferrable()));
    node.set("parts", array(index.parts(), this::part));
    return node;
  }

  private ObjectNode part(PartitionedIndex.Part part) {
    ObjectNode node = nodes.objectNode();
    node.set("table", name(part.table()));
    node.set("index", name(part.index()));
    node.set("parent", name(part.parent()));
    node.put("leaf", part.leaf());
    part.standing().ifPresent(sql -> node.put("standing", sql.text()));
    return node;
  }

  private ObjectNode lock(LockUse lock) {
    ObjectNode node = nodes.objectNode().put("level", lock.level().sql());
    node.set("object", name(lock.object()));
    return node.put("scans", lock.scans()).put("rewrites", lock.rewrites());
  }

  private ObjectNode assignment(Assignment assignment) {
    return nodes
        .objectNode()
        .put("column", assignment.column().name())
        .put("value", assignment.value().text())
        .put("rule", PlanReader.code(assignment.rule()));
  }

  private ObjectNode name(QualifiedName name) {
    return nodes.objectNode().put("schema", name.schema().name()).put("name", name.name().name());
  }

  private ArrayNode statements(List<Sql> statements) {
    return texts(statements.stream().map(Sql::text).toList());
  }

  private ArrayNode identifiers(List<Identifier> identifiers) {
    return texts(identifiers.stream().map(Identifier::name).toList());
  }

  private ArrayNode texts(List<String> texts) {
    return array(texts, nodes::textNode);
  }

  private <T> ArrayNode array(List<T> values, Function<T, ? extends JsonNode> writer) {
    ArrayNode array = nodes.arrayNode();
    values.forEach(value -> array.add(writer.apply(value)));
    return array;
  }
}

package dev.theseus.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One node of PostgreSQL's raw parse tree, with the names that PostgreSQL's source gives to kinds
/// and fields (`AlterTableStmt`, `relation`, …). Fields with their default value (false, 0, empty)
/// are absent. Immutable.
public final class Node {

  private static final Set<String> POSITIONS =
      Set.of(
          "location",
          "name_location",
          "list_start",
          "list_end",
          "rexpr_list_start",
          "rexpr_list_end",
          "stmt_location",
          "stmt_len");

  private final String kind;
  private final Map<String, Object> fields;

  Node(String kind, Map<String, Object> fields) {
    this.kind = kind;
    this.fields = fields;
  }

  /// Whether a field of this name holds a place in the text (if it holds a number).
  static boolean isPosition(String field) {
    return POSITIONS.contains(field);
  }

  /// The kind, such as `AlterTableStmt`; empty where the tree does not say it.
  public String kind() {
    return kind;
  }

  /// Whether it is of this kind.
  public boolean is(String ofKind) {
    return kind.equals(ofKind);
  }

  /// The names of the fields that are present.
  public Set<String> fields() {
    return Set.copyOf(fields.keySet());
  }

  /// A text or enum field; empty if absent.
  public String text(String field) {
    return fields.get(field) instanceof String value ? value : "";
  }

  /// A number field; 0 if absent.
  public int integer(String field) {
    return fields.get(field) instanceof Number value ? value.intValue() : 0;
  }

  /// A boolean field; false if absent.
  public boolean flag(String field) {
    return fields.get(field) instanceof Boolean value && value;
  }

  /// A field that holds one node, if present.
  public Optional<Node> find(String field) {
    return fields.get(field) instanceof Node value ? Optional.of(value) : Optional.empty();
  }

  /// A field that holds one node.
  ///
  /// @throws NoSuchElementException if it is absent
  public Node child(String field) {
    return find(field)
        .orElseThrow(
            () -> new NoSuchElementException("a " + kind + " without " + field + ": " + this));
  }

  /// A field that holds nodes; empty if absent.
  public List<Node> list(String field) {
    if (!(fields.get(field) instanceof List<?> values)) {
      return List.of();
    }
    List<Node> nodes = new ArrayList<>(values.size());
    addNodes(values, nodes);
    return Collections.unmodifiableList(nodes);
  }

  /// A field that holds `String` nodes, such as a qualified name; other nodes are left out.
  public List<String> strings(String field) {
    return list(field).stream()
        .filter(node -> node.is("String"))
        .map(node -> node.text("sval"))
        .toList();
  }

  /// Where the node starts (for an operator: where the operator stands), in UTF-16 characters of
  /// the text that was parsed; -1 if PostgreSQL does not note it.
  public int location() {
    return fields.get("location") instanceof Number value ? value.intValue() : -1;
  }

  /// The nodes directly below, in the order of fields.
  public List<Node> children() {
    List<Node> children = new ArrayList<>();
    for (Object value : fields.values()) {
      if (value instanceof Node node) {
        children.add(node);
      } else if (value instanceof List<?> values) {
        addNodes(values, children);
      }
    }
    return children;
  }

  private static void addNodes(List<?> values, List<Node> nodes) {
    for (Object value : values) {
      if (value instanceof Node node) {
        nodes.add(node);
      }
    }
  }

  /// Visits this node and all below, parents first.
  public void walk(Consumer<Node> visitor) {
    walkWhile(
        node -> {
          visitor.accept(node);
          return true;
        });
  }

  /// Visits this node and those below, parents first; the children of a node only where the visitor
  /// says true.
  public void walkWhile(Predicate<Node> visitor) {
    Deque<Node> open = new ArrayDeque<>();
    open.push(this);
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (visitor.test(node)) {
        node.children().reversed().forEach(open::push);
      }
    }
  }

  /// This node and all below of a kind, parents first.
  public List<Node> all(String ofKind) {
    List<Node> found = new ArrayList<>();
    walk(
        node -> {
          if (node.is(ofKind)) {
            found.add(node);
          }
        });
    return found;
  }

  /// Whether the other tree means the same text apart from places.
  public boolean sameAs(Node other) {
    Deque<Object> open = new ArrayDeque<>(List.of(this, other));
    while (!open.isEmpty()) {
      Object a = open.pop();
      Object b = open.pop();
      boolean same =
          switch (a) {
            case Node one -> b instanceof Node two && pushFields(one, two, open);
            case List<?> one -> b instanceof List<?> two && pushElements(one, two, open);
            default -> a.equals(b);
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean pushFields(Node one, Node two, Deque<Object> open) {
    if (!one.kind.equals(two.kind) || !one.meaningful().equals(two.meaningful())) {
      return false;
    }
    for (String field : one.meaningful()) {
      open.push(Objects.requireNonNull(one.fields.get(field)));
      open.push(Objects.requireNonNull(two.fields.get(field)));
    }
    return true;
  }

  private static boolean pushElements(List<?> one, List<?> two, Deque<Object> open) {
    if (one.size() != two.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      open.push(one.get(i));
      open.push(two.get(i));
    }
    return true;
  }

  private Set<String> meaningful() {
    Set<String> names = new java.util.HashSet<>(fields.keySet());
    names.removeIf(name -> isPosition(name) && fields.get(name) instanceof Number);
    return names;
  }

  /// A copy with one field changed.
  Node with(String field, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new Node(kind, changed);
  }

  /// A copy of this node alone with its own places moved.
  Node movedBy(int characters) {
    Node result = this;
    for (String field : fields.keySet()) {
      if (isPosition(field) && fields.get(field) instanceof Number place && place.intValue() >= 0) {
        result = result.with(field, (long) place.intValue() + characters);
      }
    }
    return result;
  }

  /// A copy in which every node, children first, is what the change makes of it.
  Node rewrite(UnaryOperator<Node> change) {
    Map<String, Object> changed = new LinkedHashMap<>();
    fields.forEach((name, value) -> changed.put(name, rewritten(value, change)));
    return change.apply(new Node(kind, changed));
  }

  private static Object rewritten(Object value, UnaryOperator<Node> change) {
    return switch (value) {
      case Node node -> node.rewrite(change);
      case List<?> values -> values.stream().map(v -> rewritten(v, change)).toList();
      default -> value;
    };
  }

  /// The tree in a short form, for messages and tests.
  @Override
  public String toString() {
    return kind + fields;
  }
}

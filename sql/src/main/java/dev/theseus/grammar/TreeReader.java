package dev.theseus.grammar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the parser's JSON into nodes and turns its byte offsets into offsets of the text.
final class TreeReader {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser json;
  private final Offsets offsets;

  private TreeReader(JsonParser json, Offsets offsets) {
    this.json = json;
    this.offsets = offsets;
  }

  /// The statements, each a node with `stmt`, `stmt_location` (an offset like any other) and
  /// `stmt_len` (as the parser counts it, in bytes).
  static List<Node> statements(String tree, Offsets offsets) {
    try (JsonParser json = JSON.createParser(tree)) {
      json.nextToken();
      return new TreeReader(json, offsets).object("").list("stmts");
    } catch (IOException e) {
      throw new UncheckedIOException("the parser's answer is no JSON", e);
    }
  }

  private Node object(String field) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      fields.put(name, value(name));
    }
    return unwrapped(field, fields);
  }

  /// A node is written as `{"Kind": {…}}`, or as `{…}` where only one kind is possible.
  private static Node unwrapped(String field, Map<String, Object> fields) {
    if (fields.size() == 1) {
      Map.Entry<String, Object> only = fields.entrySet().iterator().next();
      if (Character.isUpperCase(only.getKey().charAt(0)) && only.getValue() instanceof Node node) {
        return node;
      }
    }
    boolean isKind = !field.isEmpty() && Character.isUpperCase(field.charAt(0));
    return new Node(isKind ? field : NodeKinds.ofField(field), fields);
  }

  private Object value(String field) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(field);
      case START_ARRAY -> {
        List<Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(""));
        }
        yield List.copyOf(values);
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> number(field, json.getLongValue());
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IOException("unexpected " + json.currentToken());
    };
  }

  private Long number(String field, long value) {
    boolean place = Node.isPosition(field) && !field.equals("stmt_len") && value >= 0;
    return place ? (long) offsets.ofByte((int) value) : value;
  }
}

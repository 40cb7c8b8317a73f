package dev.theseus.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of one call of a tool.
record Call(Map<String, Object> arguments) {
  Call {
    arguments = Map.copyOf(arguments);
  }

  Optional<String> text(String key) {
    Object value = arguments.get(key);
    if (value != null && !(value instanceof String)) {
      throw new Refusal("'%s' is no text".formatted(key), "give a string");
    }
    return Optional.ofNullable((String) value).filter(text -> !text.isBlank());
  }

  List<String> texts(String key) {
    Object value = arguments.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new Refusal("'%s' is no list of texts".formatted(key), "give an array of strings");
    }
    return list.stream().map(String.class::cast).toList();
  }

  Map<String, String> pairs(String key) {
    Object value = arguments.get(key);
    Map<String, String> pairs = new LinkedHashMap<>();
    if (value == null) {
      return pairs;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new Refusal("'%s' is no object".formatted(key), "give an object of strings");
    }
    map.forEach((name, text) -> pairs.put(String.valueOf(name), String.valueOf(text)));
    return pairs;
  }
}

package dev.theseus.throttle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Limits and signals as JSON, as the state table holds them; reading gives what was written. Field
/// names are stable across releases. Thread-safe.
public final class ThrottleCodec {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ThrottleCodec() {}

  public static String write(Limits limits) {
    ObjectNode node = MAPPER.createObjectNode();
    ObjectNode most = node.putObject("most");
    limits.most().forEach((name, value) -> most.put(name.code(), value));
    ArrayNode off = node.putArray("off");
    limits.off().forEach(name -> off.add(name.code()));
    ArrayNode ignored = node.putArray("ignoredStandbys");
    limits.ignoredStandbys().forEach(ignored::add);
    limits.probeSql().ifPresent(text -> node.put("probeSql", text));
    limits.probeHttp().ifPresent(text -> node.put("probeHttp", text));
    ArrayNode windows = node.putArray("windows");
    limits.windows().forEach(window -> windows.add(window.text()));
    return node.toString();
  }

  /// @throws IllegalArgumentException if the text is not what a release up to this one writes; it
  ///   is not guessed what was meant, since a limit could be lost
  public static Limits limits(String json) {
    JsonNode node = tree(json);
    Map<SignalName, Long> most = new EnumMap<>(SignalName.class);
    for (Map.Entry<String, JsonNode> one : node.path("most").properties()) {
      most.put(name(one.getKey()), one.getValue().asLong());
    }
    Set<SignalName> off = EnumSet.noneOf(SignalName.class);
    node.path("off").forEach(one -> off.add(name(one.asText())));
    Set<String> ignored = new HashSet<>();
    node.path("ignoredStandbys").forEach(one -> ignored.add(one.asText()));
    List<Window> windows = new ArrayList<>();
    node.path("windows").forEach(one -> windows.add(Window.of(one.asText(), ZoneOffset.UTC)));
    return new Limits(most, off, ignored, text(node, "probeSql"), text(node, "probeHttp"), windows);
  }

  public static String write(List<Signal> signals) {
    ArrayNode all = MAPPER.createArrayNode();
    for (Signal signal : signals) {
      ObjectNode node = all.addObject();
      node.put("signal", signal.name().code());
      node.put("state", signal.state().code());
      signal.value().ifPresent(value -> node.put("value", value));
      signal.limit().ifPresent(limit -> node.put("limit", limit));
      node.put("reason", signal.reason());
    }
    return all.toString();
  }

  /// @throws IllegalArgumentException if the text is not what a release up to this one writes
  public static List<Signal> signals(String json) {
    List<Signal> signals = new ArrayList<>();
    for (JsonNode node : tree(json)) {
      signals.add(
          new Signal(
              name(node.path("signal").asText()),
              Signal.State.valueOf(node.path("state").asText().toUpperCase(Locale.ROOT)),
              number(node, "value"),
              number(node, "limit"),
              node.path("reason").asText()));
    }
    return List.copyOf(signals);
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static SignalName name(String code) {
    return SignalName.of(code)
        .orElseThrow(() -> new IllegalArgumentException("no signal is called " + code));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
  }

  private static OptionalLong number(JsonNode node, String field) {
    return node.has(field) ? OptionalLong.of(node.get(field).asLong()) : OptionalLong.empty();
  }
}

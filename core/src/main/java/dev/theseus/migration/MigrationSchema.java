package dev.theseus.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.operation.Operation;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The JSON schema (draft 2020-12) of the structured form, made from the operations themselves.
public final class MigrationSchema {
  private static final Set<Type> TEXTS =
      Set.of(
          Identifier.class,
          QualifiedName.class,
          PgType.class,
          Expression.class,
          Sql.class,
          String.class);

  private MigrationSchema() {}

  /// The schema as indented JSON with a final line break.
  public static String json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Theseus migration");
    root.put("type", "object");
    root.put("required", List.of("operations"));
    root.put("additionalProperties", false);
    Map<String, Object> expressions = new LinkedHashMap<>();
    expressions.put("type", "object");
    expressions.put("additionalProperties", Map.of("type", "string"));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("name", Map.of("type", "string"));
    properties.put("operations", list(operations()));
    properties.put("up", expressions);
    properties.put("down", expressions);
    root.put("properties", properties);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, lists and texts can be written", e);
    }
  }

  private static Map<String, Object> operations() {
    List<Object> choices = new ArrayList<>();
    RecordShape.variants(Operation.class)
        .forEach((key, type) -> choices.add(only(key, object(RecordShape.of(type)))));
    choices.add(only("sql", Map.of("type", "string")));
    return Map.of("oneOf", choices);
  }

  /// An object of exactly this key.
  private static Map<String, Object> only(String key, Object value) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("required", List.of(key));
    out.put("additionalProperties", false);
    out.put("properties", Map.of(key, value));
    return out;
  }

  private static Map<String, Object> object(RecordShape shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordShape.Field field : shape.fields().values()) {
      properties.put(field.key(), schema(field.type()));
      if (field.absent() == null) {
        required.add(field.key());
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("required", required);
    out.put("additionalProperties", false);
    out.put("properties", properties);
    return out;
  }

  private static Object schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      Object item = schema(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == List.class ? list(item) : item;
    }
    if (TEXTS.contains(type)) {
      return Map.of("type", "string");
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == boolean.class) {
      return Map.of("type", "boolean");
    }
    if (wanted.isEnum()) {
      return Map.of(
          "enum",
          Arrays.stream(wanted.getEnumConstants())
              .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT))
              .toList());
    }
    if (!wanted.isSealed()) {
      return object(RecordShape.of(wanted));
    }
    List<Object> choices = new ArrayList<>();
    if (wanted == Column.Default.class) {
      choices.add(Map.of("type", "string"));
    }
    RecordShape.variants(wanted)
        .forEach(
            (key, variant) -> {
              RecordShape shape = RecordShape.of(variant);
              choices.add(
                  only(
                      key,
                      RecordReader.standsForItsComponent(shape)
                          ? schema(shape.fields().values().iterator().next().type())
                          : object(shape)));
            });
    return Map.of("oneOf", choices);
  }

  private static Map<String, Object> list(Object item) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "array");
    out.put("items", item);
    return out;
  }
}

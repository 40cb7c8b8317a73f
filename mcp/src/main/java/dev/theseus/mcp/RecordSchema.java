package dev.theseus.mcp;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schema of a document that is written from a record, so that what is promised cannot
/// drift from what is sent.
final class RecordSchema {
  private RecordSchema() {}

  /// A document of the command line: the record's fields and the field `schema`.
  ///
  /// @param required whether every field is there; else only `schema` is
  static Map<String, Object> document(Class<?> type, boolean required) {
    Map<String, Object> schema = new LinkedHashMap<>(record(type));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", Map.of("type", "string", "description", "the document's name/version"));
    fields.putAll(properties(type));
    schema.put("properties", fields);
    List<String> names = new ArrayList<>(fields.keySet());
    schema.put("required", required ? names : List.of("schema"));
    return schema;
  }

  private static Map<String, Object> record(Class<?> type) {
    Map<String, Object> fields = properties(type);
    return Map.of("type", "object", "properties", fields, "required", List.copyOf(fields.keySet()));
  }

  private static Map<String, Object> properties(Class<?> type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Map<String, Object> field = of(component.getGenericType());
      fields.put(
          component.getName(), nullable(component.getAnnotatedType()) ? orNull(field) : field);
    }
    return fields;
  }

  private static boolean nullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static Map<String, Object> orNull(Map<String, Object> field) {
    Map<String, Object> either = new LinkedHashMap<>(field);
    either.put("type", List.of(String.valueOf(field.get("type")), "null"));
    return either;
  }

  private static Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic
        && generic.getRawType() instanceof Class<?> raw
        && Collection.class.isAssignableFrom(raw)) {
      return Map.of("type", "array", "items", of(generic.getActualTypeArguments()[0]));
    }
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return record(plain);
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return Map.of("type", "integer");
    }
    return type == String.class ? Map.of("type", "string") : Map.of();
  }
}

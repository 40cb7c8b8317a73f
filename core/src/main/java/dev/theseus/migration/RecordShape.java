package dev.theseus.migration;

import dev.theseus.catalog.Column;
import dev.theseus.operation.DirectStatement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How one record looks in a file: its key, and the key, type and absent value of each component.
/// All of it follows from the record, so that a new operation needs no line here.
///
/// @param type the record
/// @param fields by key, in the order of the components
record RecordShape(Class<?> type, Map<String, Field> fields) {

  /// @param absent what a missing key means; null when the key is required
  record Field(String key, RecordComponent component, @Nullable Object absent) {
    Type type() {
      return component.getGenericType();
    }

    Object valueIn(Object owner) {
      try {
        return component.getAccessor().invoke(owner);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  static RecordShape of(Class<?> type) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = key(component.getName());
      fields.put(key, new Field(key, component, absent(component)));
    }
    return new RecordShape(type, fields);
  }

  /// `AddForeignKey` and `addForeignKey` both give `add_foreign_key`.
  static String key(String javaName) {
    if (javaName.equals("defaultValue")) {
      return "default";
    }
    String name = javaName.endsWith("_") ? javaName.substring(0, javaName.length() - 1) : javaName;
    String snake = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_");
    return snake.toLowerCase(Locale.ROOT);
  }

  /// The variants of a sealed type by key.
  static Map<String, Class<?>> variants(Class<?> sealedType) {
    Map<String, Class<?>> variants = new LinkedHashMap<>();
    for (Class<?> variant : sealedType.getPermittedSubclasses()) {
      variants.put(key(variant.getSimpleName()), variant);
    }
    return variants;
  }

  /// The value with these components.
  ///
  /// @throws IllegalArgumentException what the record itself says about them
  Object create(List<Object> values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot create " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create " + type, e);
    }
  }

  private static @Nullable Object absent(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == boolean.class) {
      // what an author means who says nothing
      return component.getName().equals("validate") || component.getName().equals("transactional");
    }
    if (type == Column.Default.class) {
      return new Column.Default.None();
    }
    if (type == Column.Identity.class) {
      return Column.Identity.NONE;
    }
    if (type == DirectStatement.Batching.class) {
      return DirectStatement.Batching.AUTOMATIC;
    }
    return component.getName().equals("warning") ? "" : null;
  }
}

package dev.theseus.migration;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a [Document] into operations; the counterpart of [RecordWriter].
final class RecordReader {
  private final NameText names;

  RecordReader(NameText names) {
    this.names = names;
  }

  /// `{add_column: {…}}` as a variant of the sealed type.
  Object variant(Document value, Class<?> sealedType, DocumentPlace place) {
    Document.Mapping mapping = place.mapping(value);
    Map<String, Class<?>> variants = RecordShape.variants(sealedType);
    if (mapping.entries().size() != 1) {
      throw place.problem(
          value.spot(),
          "has " + mapping.entries().size() + " keys and must have one",
          "use one of: " + NameText.list(variants.keySet()));
    }
    Map.Entry<String, Document.Entry> only = mapping.entries().entrySet().iterator().next();
    Class<?> variant = variants.get(only.getKey());
    if (variant == null) {
      throw unknown(place, only, variants.keySet());
    }
    RecordShape shape = RecordShape.of(variant);
    DocumentPlace inside = place.key(only.getKey());
    if (standsForItsComponent(shape)) {
      RecordShape.Field field = shape.fields().values().iterator().next();
      Object component = read(only.getValue().value(), field.type(), inside);
      return create(shape, List.of(component), only.getValue().value(), inside);
    }
    return mapping(only.getValue().value(), shape, inside);
  }

  /// Values of one component inside a step or default are written without its name; operations
  /// always name theirs.
  static boolean standsForItsComponent(RecordShape shape) {
    return shape.fields().size() == 1 && shape.type().isMemberClass();
  }

  /// The sealed type whose variant a nested record is.
  static Optional<Class<?>> sealedParent(Class<?> type) {
    return Arrays.<Class<?>>stream(type.getInterfaces()).filter(Class::isSealed).findFirst();
  }

  private Object mapping(Document value, RecordShape shape, DocumentPlace place) {
    Document.Mapping mapping = place.mapping(value);
    for (Map.Entry<String, Document.Entry> entry : mapping.entries().entrySet()) {
      if (!shape.fields().containsKey(entry.getKey())) {
        throw unknown(place, entry, shape.fields().keySet());
      }
    }
    List<Object> components = new ArrayList<>();
    for (RecordShape.Field field : shape.fields().values()) {
      Document.Entry entry = mapping.entries().get(field.key());
      if (entry != null) {
        components.add(read(entry.value(), field.type(), place.key(field.key())));
      } else if (field.absent() != null) {
        components.add(field.absent());
      } else {
        throw place.problem(value.spot(), "has no " + field.key(), "add the key " + field.key());
      }
    }
    return create(shape, components, value, place);
  }

  private static Object create(
      RecordShape shape, List<Object> components, Document value, DocumentPlace place) {
    try {
      return shape.create(components);
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage() == null ? "cannot be read" : e.getMessage();
      throw place.problem(value.spot(), "is not valid: " + reason, "correct it");
    }
  }

  private static RuntimeException unknown(
      DocumentPlace place, Map.Entry<String, Document.Entry> entry, Set<String> known) {
    return place
        .key(entry.getKey())
        .problem(entry.getValue().key(), "is not known", "use one of: " + NameText.list(known));
  }

  private Object read(Document value, Type type, DocumentPlace place) {
    if (type instanceof ParameterizedType generic) {
      Type item = generic.getActualTypeArguments()[0];
      return generic.getRawType() == List.class
          ? items(value, item, place)
          : Optional.of(read(value, item, place));
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == boolean.class) {
      return place.flag(value);
    }
    if (wanted.isEnum()) {
      return place.text(value, text -> constant(text, wanted));
    }
    if (wanted == Column.Default.class && value instanceof Document.Scalar) {
      Expression expression = place.text(value, SqlFragments::expression);
      return new Column.Default.Value(expression, Volatility.of(expression));
    }
    if (wanted.isSealed()) {
      return variant(value, wanted, place);
    }
    return wanted.isRecord() ? recordOrText(value, wanted, place) : place.text(value);
  }

  private Object recordOrText(Document value, Class<?> wanted, DocumentPlace place) {
    if (wanted == Identifier.class) {
      return place.text(value, Identifier::of);
    }
    if (wanted == QualifiedName.class) {
      return place.text(value, names::readName);
    }
    if (wanted == PgType.class) {
      return place.text(value, SqlFragments::type);
    }
    if (wanted == Expression.class) {
      return place.text(value, SqlFragments::expression);
    }
    if (wanted == Sql.class) {
      return place.text(value, Sql::verbatim);
    }
    return mapping(value, RecordShape.of(wanted), place);
  }

  private List<Object> items(Document value, Type item, DocumentPlace place) {
    List<Object> items = new ArrayList<>();
    for (Document each : place.sequence(value).items()) {
      items.add(read(each, item, place.item(items.size())));
    }
    return items;
  }

  private static Object constant(String text, Class<?> enumType) {
    for (Object constant : enumType.getEnumConstants()) {
      if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    List<String> known =
        Arrays.stream(enumType.getEnumConstants())
            .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT))
            .toList();
    throw new IllegalArgumentException("\"" + text + "\" is not one of: " + NameText.list(known));
  }
}

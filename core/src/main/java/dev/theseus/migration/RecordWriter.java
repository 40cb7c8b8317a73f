package dev.theseus.migration;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Turns operations into maps, lists, texts and truth values, leaving out what means nothing.
final class RecordWriter {
  private final NameText names;

  RecordWriter(NameText names) {
    this.names = names;
  }

  /// `add_column: {…}`: the variant of a sealed type as a mapping of one key.
  Map<String, Object> variant(Object value) {
    return Map.of(RecordShape.key(value.getClass().getSimpleName()), payload(value));
  }

  /// A variant with one component is that component.
  private Object payload(Object value) {
    RecordShape shape = RecordShape.of(value.getClass());
    if (RecordReader.standsForItsComponent(shape)) {
      return write(shape.fields().values().iterator().next().valueIn(value));
    }
    return mapping(value, shape);
  }

  private Map<String, Object> mapping(Object value, RecordShape shape) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (RecordShape.Field field : shape.fields().values()) {
      Object component = field.valueIn(value);
      if (!component.equals(field.absent())) {
        out.put(field.key(), write(component));
      }
    }
    return out;
  }

  private Object write(Object value) {
    return switch (value) {
      case Optional<?> o -> write(o.orElseThrow());
      case List<?> list -> list.stream().map(this::write).toList();
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      case Identifier i -> i.toString();
      case QualifiedName q -> names.write(q);
      case PgType type -> type.toString();
      case Expression e -> e.text();
      case Sql sql -> sql.text();
      case Column.Default.Value v when Volatility.of(v.expression()) == v.volatile_() ->
          v.expression().text();
      case Record r ->
          RecordReader.sealedParent(r.getClass()).isPresent()
              ? variant(r)
              : mapping(r, RecordShape.of(r.getClass()));
      default -> value;
    };
  }
}

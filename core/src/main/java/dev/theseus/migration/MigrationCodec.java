package dev.theseus.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.theseus.migration.Directive.Direction;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The structured form of a migration: YAML or JSON and back, one key per kind of operation.
///
/// ```yaml
/// name: V7__email
/// operations:
/// - add_column: {table: users, column: email, type: text, not_null: true}
/// up:
///   users.email: username || '@example.com'
/// ```
///
/// Writing and reading again gives the same operations and directives; places are those of the text
/// that is read. Names are written as PostgreSQL stores them: case counts and nothing is folded. A
/// migration written for pgroll is recognised by its operations and read as well. Thread-safe.
public final class MigrationCodec {
  private static final Set<String> KEYS = Set.of("name", "operations", "up", "down");
  private static final String SQL = "sql";

  /// How the text is written.
  public enum Format {
    YAML,
    JSON
  }

  private final ReaderOptions options;
  private final NameText names;
  private final RecordReader reader;
  private final RecordWriter writer;

  public MigrationCodec(ReaderOptions options) {
    this.options = options;
    this.names = new NameText(options.baseSchema());
    this.reader = new RecordReader(names);
    this.writer = new RecordWriter(names);
  }

  /// The migration in this text.
  ///
  /// @param file the file's name, for places and for the migration's name when it has none
  /// @throws dev.theseus.error.InvalidMigration with the line, column and path of what is wrong
  public Migration read(String file, String text, Format format) {
    Document root = DocumentParser.parse(file, text, plainFactory(format));
    if (PgrollFormat.matches(root)) {
      return PgrollReader.read(options, file, root);
    }
    DocumentPlace place = new DocumentPlace(file, "");
    Document.Mapping mapping = place.mapping(root);
    for (Map.Entry<String, Document.Entry> entry : mapping.entries().entrySet()) {
      if (!KEYS.contains(entry.getKey())) {
        throw place
            .key(entry.getKey())
            .problem(
                entry.getValue().key(), "is not known", "use one of: name, operations, up, down");
      }
    }
    Document.Entry name = mapping.entries().get("name");
    List<Directive> directives = new ArrayList<>();
    directives.addAll(directives(mapping, Direction.UP, place));
    directives.addAll(directives(mapping, Direction.DOWN, place));
    MigrationDraft draft =
        new MigrationDraft(
            name == null ? MigrationFiles.nameOf(file) : place.key("name").text(name.value()));
    operations(mapping, place, draft);
    directives.forEach(draft::add);
    return draft.build();
  }

  /// The text of this migration. Notes and places are left out.
  public String write(Migration migration, Format format) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", migration.name());
    out.put(
        "operations",
        migration.operations().stream().map(a -> writer.variant(a.operation())).toList());
    for (Direction direction : Direction.values()) {
      Map<String, Object> expressions = new LinkedHashMap<>();
      for (Directive d : migration.directives()) {
        if (d.direction() == direction) {
          expressions.put(names.write(d.table(), d.column()), d.expression().text());
        }
      }
      if (!expressions.isEmpty()) {
        out.put(key(direction), expressions);
      }
    }
    return render(out, format);
  }

  /// One operation as YAML, as it stands in the list of operations.
  public String write(Operation operation) {
    return render(List.of(writer.variant(operation)), Format.YAML).strip();
  }

  private void operations(Document.Mapping root, DocumentPlace place, MigrationDraft draft) {
    Document.Entry entry = root.entries().get("operations");
    if (entry == null) {
      throw place.problem(root.spot(), "has no operations", "add the key operations");
    }
    DocumentPlace list = place.key("operations");
    int index = 0;
    for (Document item : list.sequence(entry.value()).items()) {
      DocumentPlace at = list.item(index++);
      if (item instanceof Document.Mapping mapping
          && mapping.entries().size() == 1
          && mapping.entries().containsKey(SQL)) {
        sql(mapping.entries().get(SQL), at.key(SQL), draft);
      } else {
        Operation operation = (Operation) reader.variant(item, Operation.class, at);
        String where = at.file() + ":" + item.spot().line();
        draft.add(new Authored(operation, where, write(operation)));
      }
    }
  }

  /// Statements in a structured file: read as a file of their own whose lines are those of the
  /// text.
  private void sql(
      Document.@org.jspecify.annotations.Nullable Entry entry,
      DocumentPlace place,
      MigrationDraft draft) {
    if (entry == null) {
      return;
    }
    String text = place.text(entry.value());
    String file = place.file() + ":" + entry.value().spot().line() + " " + place.path();
    Migration read = new MigrationReader(options).read(file, text);
    read.operations().forEach(draft::add);
    read.directives().forEach(draft::add);
    read.notes().forEach(draft::add);
  }

  private List<Directive> directives(
      Document.Mapping root, Direction direction, DocumentPlace place) {
    List<Directive> directives = new ArrayList<>();
    Document.Entry entry = root.entries().get(key(direction));
    if (entry == null) {
      return directives;
    }
    DocumentPlace section = place.key(key(direction));
    for (Map.Entry<String, Document.Entry> each :
        section.mapping(entry.value()).entries().entrySet()) {
      DocumentPlace at = section.key(each.getKey());
      Document.Spot spot = each.getValue().key();
      NameText.ColumnName name =
          at.text(
              new Document.Scalar(Document.Scalar.Kind.TEXT, each.getKey(), spot),
              names::readColumn);
      directives.add(
          new Directive(
              direction,
              name.table(),
              name.column(),
              at.text(each.getValue().value(), SqlFragments::expression),
              at.file() + ":" + spot.line()));
    }
    return directives;
  }

  private static String key(Direction direction) {
    return switch (direction) {
      case UP -> "up";
      case DOWN -> "down";
    };
  }

  private static JsonFactory plainFactory(Format format) {
    return switch (format) {
      case YAML -> new YAMLFactory();
      case JSON -> new JsonFactory();
    };
  }

  /// YAML is written without needless quotes when that reads back as the same, which is looked at
  /// and not assumed.
  private static String render(Object tree, Format format) {
    try {
      if (format == Format.JSON) {
        return pretty(new ObjectMapper()).writeValueAsString(tree) + "\n";
      }
      YAMLFactory readable =
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build();
      String text = new ObjectMapper(readable).writeValueAsString(tree);
      if (readsBack(text, tree)) {
        return text;
      }
      YAMLFactory quoted =
          YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();
      return new ObjectMapper(quoted).writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, lists and texts can be written", e);
    }
  }

  private static ObjectWriter pretty(ObjectMapper mapper) {
    return mapper.writerWithDefaultPrettyPrinter();
  }

  private static boolean readsBack(String text, Object tree) {
    try {
      ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
      return mapper.readTree(text).equals(new ObjectMapper().valueToTree(tree));
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}

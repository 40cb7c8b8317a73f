package dev.theseus.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads YAML or JSON into a [Document]. What the tree cannot hold (aliases, a key written twice, a
/// second document) is refused with its place.
final class DocumentParser {
  private final String file;
  private final JsonParser parser;

  private DocumentParser(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Document parse(String file, String text, JsonFactory format) {
    try (JsonParser parser = format.createParser(text)) {
      return new DocumentParser(file, parser).whole();
    } catch (JsonProcessingException e) {
      throw syntax(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static InvalidMigration syntax(String file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = at == null ? file : file + ":" + at.getLineNr() + ":" + at.getColumnNr();
    String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return new InvalidMigration(
        new Problem(
            ProblemCode.INVALID_FILE, "the file cannot be read: " + reason, where, "correct it"),
        e);
  }

  private Document whole() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw problem(new Document.Spot(1, 1), "the file is empty", "write a migration");
    }
    Document root = value(first);
    if (parser.nextToken() != null) {
      throw problem(spot(), "the file holds a second document", "put it into a file of its own");
    }
    return root;
  }

  private Document value(@Nullable JsonToken token) throws IOException {
    Document.Spot spot = spot();
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw problem(spot, "the alias *" + parser.getText() + " is not read", "write the value out");
    }
    if (token == JsonToken.START_OBJECT) {
      return mapping(spot);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(spot);
    }
    return new Document.Scalar(kind(token), parser.getText(), spot);
  }

  private Document mapping(Document.Spot spot) throws IOException {
    Map<String, Document.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Document.Spot at = spot();
      String key = parser.currentName();
      Document value = value(parser.nextToken());
      if (entries.put(key, new Document.Entry(at, value)) != null) {
        throw problem(at, "the key \"" + key + "\" is written twice", "remove one of them");
      }
    }
    return new Document.Mapping(entries, spot);
  }

  private Document sequence(Document.Spot spot) throws IOException {
    List<Document> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new Document.Sequence(items, spot);
  }

  private static Document.Scalar.Kind kind(@Nullable JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return Document.Scalar.Kind.TEXT;
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return Document.Scalar.Kind.BOOLEAN;
    }
    return token == JsonToken.VALUE_NULL ? Document.Scalar.Kind.NULL : Document.Scalar.Kind.NUMBER;
  }

  private Document.Spot spot() {
    JsonLocation at = parser.currentTokenLocation();
    return new Document.Spot(at.getLineNr(), at.getColumnNr());
  }

  private InvalidMigration problem(Document.Spot at, String what, String fix) {
    String where = file + ":" + at.line() + ":" + at.column();
    return new InvalidMigration(new Problem(ProblemCode.INVALID_FILE, what, where, fix));
  }
}

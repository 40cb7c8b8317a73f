package dev.theseus.check.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads YAML with numbers as they are written: 1.10 and 010 are versions, which are other ones
/// without their zeros.
final class VerbatimYaml {
  private static final YAMLMapper YAML = new YAMLMapper();

  private VerbatimYaml() {}

  static JsonNode read(String yaml) throws IOException {
    try (JsonParser parser = new Verbatim(YAML.getFactory().createParser(yaml))) {
      JsonNode root = YAML.readTree(parser);
      return root == null ? MissingNode.getInstance() : root;
    }
  }

  private static final class Verbatim extends JsonParserDelegate {
    Verbatim(JsonParser yaml) {
      super(yaml);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      delegate.nextToken();
      return currentToken();
    }

    @Override
    public @Nullable JsonToken currentToken() {
      JsonToken token = delegate.currentToken();
      return token != null && token.isNumeric() ? JsonToken.VALUE_STRING : token;
    }

    @Override
    public int currentTokenId() {
      JsonToken token = currentToken();
      return token == null ? JsonToken.NOT_AVAILABLE.id() : token.id();
    }

    @Override
    public boolean hasToken(JsonToken wanted) {
      return currentToken() == wanted;
    }

    @Override
    public boolean hasTokenId(int wanted) {
      return currentTokenId() == wanted;
    }
  }
}

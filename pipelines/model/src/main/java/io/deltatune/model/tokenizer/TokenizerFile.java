package io.deltatune.model.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A {@code tokenizer.json}, taken apart: without its special tokens in {@code added_tokens}, a
 * tokenizer reads their spelling as plain text, which is the rule of {@code
 * split_special_tokens=True}.
 *
 * @param json the file's bytes without the special added tokens
 * @param special the ids of the special tokens by their spelling
 * @param plainAdded the ids of the other added tokens by their spelling
 * @param bytes the ids that stand for one byte of a character which the vocabulary lacks
 * @param vocabularySize the highest id + 1; special tokens outside the vocabulary, which no text
 *     gives (Gemma's image tokens), are not counted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; lives while the tokenizer is built
record TokenizerFile(
    byte[] json,
    Map<String, Integer> special,
    Map<String, Integer> plainAdded,
    Set<Integer> bytes,
    int vocabularySize) {
  /** The file's name in a checkpoint folder. */
  static final String NAME = "tokenizer.json";

  private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

  /**
   * Reads a file.
   *
   * @throws UserError if it is missing or not a tokenizer's
   */
  static TokenizerFile read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          path + " is not there",
          "the tokenizer was looked for at " + path.toAbsolutePath(),
          "point to a Hugging Face folder with its tokenizer.json"
              + " (a SentencePiece tokenizer.model alone is not enough)");
    }
    try {
      return new Reader().read(path);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.MALFORMED_FILE,
          path + " is not a valid tokenizer file",
          String.valueOf(e.getMessage()),
          "fetch the checkpoint's tokenizer.json again",
          e);
    }
  }

  /** Copies a file token by token, since Gemma's has 33 MB. */
  private static final class Reader {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, Integer> special = new TreeMap<>();
    private final Map<String, Integer> plainAdded = new TreeMap<>();
    private final Set<Integer> bytes = new HashSet<>();
    private int highest = -1;

    TokenizerFile read(Path path) throws IOException {
      ByteArrayOutputStream copy = new ByteArrayOutputStream((int) Files.size(path));
      JsonFactory factory = mapper.getFactory();
      try (JsonParser parser = factory.createParser(path.toFile());
          JsonGenerator generator = factory.createGenerator(copy)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new IOException("it is not a JSON object");
        }
        generator.writeStartObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          copyField(parser, generator);
        }
        generator.writeEndObject();
      }
      if (highest < 0 || special.isEmpty()) {
        throw new IOException("it has no vocabulary or no special tokens");
      }
      return new TokenizerFile(
          copy.toByteArray(),
          Collections.unmodifiableMap(special),
          Collections.unmodifiableMap(plainAdded),
          Set.copyOf(bytes),
          highest + 1);
    }

    private void copyField(JsonParser parser, JsonGenerator generator) throws IOException {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      generator.writeFieldName(name);
      if (name.equals("added_tokens") && value == JsonToken.START_ARRAY) {
        copyAddedTokens(parser, generator);
      } else if (name.equals("model") && value == JsonToken.START_OBJECT) {
        copyModel(parser, generator);
      } else {
        generator.copyCurrentStructure(parser);
      }
    }

    private void copyAddedTokens(JsonParser parser, JsonGenerator generator) throws IOException {
      generator.writeStartArray();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        JsonNode token = mapper.readTree(parser);
        int id = token.path("id").asInt(-1);
        String text = token.path("content").asText();
        if (token.path("special").asBoolean()) {
          special.put(text, id);
        } else {
          highest = Math.max(highest, id);
          plainAdded.put(text, id);
          mapper.writeTree(generator, token);
        }
      }
      generator.writeEndArray();
    }

    private void copyModel(JsonParser parser, JsonGenerator generator) throws IOException {
      generator.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        generator.writeFieldName(name);
        if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
          copyVocabulary(parser, generator);
        } else {
          generator.copyCurrentStructure(parser);
        }
      }
      generator.writeEndObject();
    }

    private void copyVocabulary(JsonParser parser, JsonGenerator generator) throws IOException {
      generator.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String piece = parser.currentName();
        parser.nextToken();
        generator.writeNumberField(piece, parser.getIntValue());
        if (piece.length() == 6 && BYTE.matcher(piece).matches()) {
          bytes.add(parser.getIntValue());
        }
        highest = Math.max(highest, parser.getIntValue());
      }
      generator.writeEndObject();
    }
  }
}

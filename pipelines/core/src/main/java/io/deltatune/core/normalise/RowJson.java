package io.deltatune.core.normalise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * The JSON of a row, within bounds that keep a hostile row from taking the memory or the stack:
 * depth {@value #DEPTH}, numbers of {@value #DIGITS} digits, {@value #TOKENS} tokens. A key that
 * stands twice in one object is refused, because readers differ in which of the two counts.
 */
final class RowJson {
  static final int DEPTH = 500;
  static final int DIGITS = 1000;

  /** Names, values, and the beginnings and ends of lists and objects. */
  static final int TOKENS = 1_000_000;

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(DIGITS)
                  .maxStringLength(Integer.MAX_VALUE) // the reader of the file bounds the row
                  .build())
          .build();
  private static final ObjectReader JSON =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);

  private RowJson() {}

  /** The fields of a row; a byte order mark before it is ignored. */
  static ObjectNode object(String text) {
    JsonNode tree = tree(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    if (tree == null || tree.isMissingNode()) {
      throw new Rejection(RejectionReason.NOT_JSON, "the row is empty");
    }
    if (tree instanceof ObjectNode fields) {
      return fields;
    }
    throw new Rejection(
        RejectionReason.NOT_AN_OBJECT, "the row is of the type " + tree.getNodeType());
  }

  /** The list that a text spells; null if it spells none. */
  static JsonNode list(String text) {
    try {
      JsonNode tree = tree(text);
      return tree != null && tree.isArray() ? tree : null;
    } catch (Rejection notJson) {
      return null;
    }
  }

  private static JsonNode tree(String text) {
    try {
      // A tree has no more nodes than its text has characters: only long texts need counting.
      if (text.length() > TOKENS) {
        requireFewTokens(text);
      }
      return JSON.readValue(text);
    } catch (StreamConstraintsException e) {
      throw new Rejection(RejectionReason.TOO_LARGE, e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new Rejection(RejectionReason.NOT_JSON, e.getOriginalMessage());
    }
  }

  private static void requireFewTokens(String text) throws JsonProcessingException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      int tokens = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (++tokens > TOKENS) {
          throw new Rejection(
              RejectionReason.TOO_LARGE,
              "the row has more than " + TOKENS + " names, values and brackets");
        }
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("a text is read without input or output", e);
    }
  }
}

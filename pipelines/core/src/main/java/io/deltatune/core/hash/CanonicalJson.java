package io.deltatune.core.hash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Appends a JSON value to a hash: each node's kind, then its content; keys sorted by code unit. */
final class CanonicalJson {
  private CanonicalJson() {}

  static void append(ContentHash hash, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> appendObject(hash.field("object"), node);
      case ARRAY -> {
        hash.field("array").field(node.size());
        node.forEach(element -> append(hash, element));
      }
      case STRING -> hash.field("string").field(node.textValue());
      case NUMBER -> hash.field("number").field(number(node));
      case BOOLEAN -> hash.field(node.booleanValue() ? "true" : "false");
      case BINARY -> hash.field("binary").field(binary(node));
      case NULL, MISSING -> hash.field("null");
      case POJO -> throw new IllegalArgumentException("not a JSON value: " + node);
    }
  }

  private static void appendObject(ContentHash hash, JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    Collections.sort(keys);
    hash.field(keys.size());
    for (String key : keys) {
      append(hash.field(key), node.get(key));
    }
  }

  private static String number(JsonNode node) {
    boolean finite = !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
    return finite || node.isBigDecimal()
        ? node.decimalValue().stripTrailingZeros().toString()
        : node.asText();
  }

  private static byte[] binary(JsonNode node) {
    try {
      return node.binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

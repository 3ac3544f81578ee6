package io.deltatune.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.config.Node.Scalar;
import io.deltatune.core.config.Node.Sequence;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The resolved recipe as text and as a hash. */
final class ResolvedTree {
  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  private static final YAMLMapper READABLE =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private ResolvedTree() {}

  /**
   * SHA-256, in hexadecimal, of the tree as JSON without white space, keys sorted, paths that are
   * written left out, paths that are read as the recipe has them.
   */
  static String hash(Class<?> type, Object tree) {
    try {
      Map<String, Object> named = Map.of(type.getSimpleName(), convert(tree, false));
      byte[] canonical = CANONICAL.writeValueAsString(named).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("a recipe cannot be hashed", impossible);
    }
  }

  /** The tree as YAML, every key present; values from the environment stay {@code ${env:NAME}}. */
  static String yaml(Object tree) {
    try {
      return READABLE.writeValueAsString(convert(tree, true));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a recipe cannot be written", impossible);
    }
  }

  private static Object convert(Object tree, boolean shown) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, Object> converted = new LinkedHashMap<>();
      map.forEach(
          (key, value) -> {
            if (shown || !(value instanceof Bound.Place)) {
              converted.put((String) key, convert(value, shown));
            }
          });
      return converted;
    }
    if (tree instanceof List<?> list) {
      List<Object> converted = new ArrayList<>();
      list.forEach(item -> converted.add(convert(item, shown)));
      return converted;
    }
    if (tree instanceof Bound.Masked masked) {
      return shown ? masked.template() : masked.value();
    }
    return tree instanceof Bound.Place place ? place.written() : tree;
  }

  /** A node of free form as a resolved tree. */
  static Object plain(Node node) {
    if (node instanceof Mapping mapping) {
      Map<String, Object> tree = new LinkedHashMap<>();
      mapping.entries().forEach((key, entry) -> tree.put(key, plain(entry.value())));
      return tree;
    }
    if (node instanceof Sequence sequence) {
      List<Object> tree = new ArrayList<>();
      sequence.items().forEach(item -> tree.add(plain(item)));
      return tree;
    }
    Scalar scalar = (Scalar) node;
    Object value = plain(scalar.kind(), scalar.text());
    return scalar
        .template()
        .<Object>map(template -> new Bound.Masked(template, value))
        .orElse(value);
  }

  private static Object plain(Kind kind, String text) {
    return switch (kind) {
      case TEXT -> text;
      case INTEGER -> new BigInteger(text.replace("_", ""));
      case DECIMAL -> Double.valueOf(text.replace("_", ""));
      case BOOLEAN -> Boolean.valueOf(text);
      case NULL, UNRESOLVED, REFUSED -> null;
    };
  }

  /** The message with values from the environment put back to {@code ${env:NAME}}. */
  static String mask(String message, Node node) {
    if (node instanceof Scalar scalar && scalar.template().isPresent()) {
      return message.replace(scalar.text(), scalar.template().get());
    }
    if (node instanceof Sequence sequence) {
      return sequence.items().stream().reduce(message, ResolvedTree::mask, (one, other) -> other);
    }
    return message;
  }
}

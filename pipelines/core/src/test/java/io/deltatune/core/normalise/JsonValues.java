package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** JSON values made of what the normalisers look at: their fields, roles and kinds of values. */
final class JsonValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonValues() {}

  /** Objects that hold some of these keys. */
  static Arbitrary<ObjectNode> objects(List<String> keys, int depth) {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(keys),
            Arbitraries.of("role", "content", "from", "value", "text", "group"));
    return Arbitraries.maps(names, values(keys, depth))
        .ofMaxSize(7)
        .map((Map<String, JsonNode> fields) -> NODES.objectNode().setAll(fields));
  }

  static Arbitrary<JsonNode> values(List<String> keys, int depth) {
    return depth == 0
        ? leaves()
        : Arbitraries.oneOf(
            leaves(),
            leaves(),
            values(keys, depth - 1).list().ofMaxSize(4).map(JsonValues::list),
            objects(keys, depth - 1).list().ofMaxSize(4).map(JsonValues::list),
            objects(keys, depth - 1).map(node -> node));
  }

  private static JsonNode list(List<? extends JsonNode> elements) {
    return NODES.arrayNode().addAll(new ArrayList<>(elements));
  }

  static Arbitrary<JsonNode> leaves() {
    Arbitrary<JsonNode> texts =
        Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of("user", "model", "assistant", "system", "tool", "", " ", "\ud800"),
                Arbitraries.of("\n\nHuman: a\n\nAssistant: b", "\n\nAssistant:", "### Human:"),
                Arbitraries.of("[{\"role\": \"user\"}]", "[{", "[\"", "true", "1", "NaN", "1e999"))
            .map(NODES::textNode);
    Arbitrary<JsonNode> others =
        Arbitraries.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.booleanNode(false),
            NODES.numberNode(0),
            NODES.numberNode(-7L),
            NODES.numberNode(1.5e300),
            NODES.numberNode(Double.NaN));
    return Arbitraries.oneOf(texts, texts, others);
  }

  /**
   * A copy with one value changed.
   *
   * @param place of the value among all values in the tree, taken modulo their number
   */
  static ObjectNode changed(ObjectNode row, int place, JsonNode by) {
    ObjectNode copy = row.deepCopy();
    List<Runnable> changes = new ArrayList<>();
    collect(copy, by, changes);
    if (!changes.isEmpty()) {
      changes.get(Math.floorMod(place, changes.size())).run();
    }
    return copy;
  }

  private static void collect(JsonNode node, JsonNode by, List<Runnable> changes) {
    if (node instanceof ObjectNode object) {
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                changes.add(() -> object.set(name, by));
                changes.add(() -> object.remove(name));
                collect(object.get(name), by, changes);
              });
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        int place = i;
        changes.add(() -> list.set(place, by));
        changes.add(() -> list.insert(place, list.get(place)));
        changes.add(() -> list.remove(place));
        collect(list.get(place), by, changes);
      }
    }
  }
}

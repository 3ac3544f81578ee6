package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RowNormalizerProperties {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final RowNormalizer ROWS =
      new RowNormalizer("any", RowNormalizer.AUTO, RowNormalizer.AUTO);

  @Property(tries = 300)
  void anyTextGivesAnExampleOrAReason(@ForAll String text) {
    ROWS.normalise("file", 1, text);
  }

  @Property(tries = 300)
  void anyJsonGivesAValidExampleOrAReason(@ForAll("json") JsonNode tree) {
    check(ROWS.normalise("file", 1, tree.toString()));
  }

  @Property(tries = 300)
  void everyNormaliserTakesAnyObject(@ForAll("objects") ObjectNode fields) {
    RawRecord row = new RawRecord("any", "file", 1, fields, fields.toString());
    for (Normalizer normalizer : Normalizers.ALL) {
      Result<List<Example>> result = normalizer.normalise(row);
      if (result instanceof Result.Accepted<List<Example>> accepted) {
        check(new RowResult.Examples(accepted.value()));
      }
    }
  }

  @Property(tries = 300)
  void theNormalFormOfANormalFormIsItself(@ForAll String text) {
    String normal = NormalText.of(text);
    assertEquals(normal, NormalText.of(normal));
    assertFalse(normal.contains("\r"));
  }

  private static void check(RowResult result) {
    if (result instanceof RowResult.Examples accepted) {
      assertFalse(accepted.examples().isEmpty());
      for (Example example : accepted.examples()) {
        assertEquals(64, example.id().length());
        assertFalse(example.answers().isEmpty());
      }
    } else if (result instanceof RowResult.Refused refused) {
      assertFalse(refused.detail().isBlank());
    }
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return objects(2);
  }

  @Provide
  Arbitrary<JsonNode> json() {
    return Arbitraries.oneOf(objects().map(node -> node), lists(2), leaves());
  }

  private static Arbitrary<JsonNode> values(int depth) {
    return depth == 0
        ? leaves()
        : Arbitraries.oneOf(
            leaves(), leaves(), lists(depth - 1), objects(depth - 1).map(node -> node));
  }

  private static Arbitrary<JsonNode> leaves() {
    Arbitrary<JsonNode> texts =
        Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of("user", "model", "assistant", "system", "", " ", "\ud800"))
            .map(NODES::textNode);
    Arbitrary<JsonNode> others =
        Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.numberNode(1.5e300));
    return Arbitraries.oneOf(texts, texts, others);
  }

  private static Arbitrary<JsonNode> lists(int depth) {
    return values(depth)
        .list()
        .ofMaxSize(4)
        .map((List<JsonNode> elements) -> NODES.arrayNode().addAll(elements));
  }

  private static Arbitrary<ObjectNode> objects(int depth) {
    Arbitrary<String> keys =
        Arbitraries.of(
            "instruction",
            "input",
            "output",
            "system",
            "messages",
            "prompt",
            "chosen",
            "rejected",
            "group",
            "role",
            "content");
    return Arbitraries.maps(keys, values(depth)).ofMaxSize(6).map(RowNormalizerProperties::object);
  }

  private static ObjectNode object(Map<String, JsonNode> fields) {
    ObjectNode node = NODES.objectNode();
    node.setAll(fields);
    return node;
  }
}

package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a row holds, it becomes valid examples or is refused with a reason. */
class RowNormalizerProperties {
  private static final List<ObjectNode> GOLDEN =
      GoldenShapes.lines().stream().map(RowJson::object).toList();
  private static final List<String> KEYS = keys();

  private static List<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    GOLDEN.forEach(row -> row.fieldNames().forEachRemaining(keys::add));
    return List.copyOf(keys);
  }

  private static RowNormalizer named(String shape) {
    return new RowNormalizer("any", shape, RowNormalizer.AUTO);
  }

  @Property(tries = 300)
  void anyTextGivesExamplesOrAReason(@ForAll String text) {
    check(named(RowNormalizer.AUTO).normalise("file", 1, text));
  }

  @Property(tries = 500)
  void anyJsonGivesValidExamplesOrAReason(@ForAll("json") JsonNode tree) {
    check(named(RowNormalizer.AUTO).normalise("file", 1, tree.toString()));
  }

  @Property(tries = 200)
  void everyNormaliserTakesAnyObject(@ForAll("objects") ObjectNode fields) {
    for (String shape : Normalizers.names()) {
      check(named(shape).normalise(row(fields, 1)));
    }
  }

  @Property(tries = 300)
  void everyNormaliserTakesAnyChangeOfAnyGoldenRow(
      @ForAll("golden") ObjectNode golden,
      @ForAll int first,
      @ForAll int second,
      @ForAll("leaves") JsonNode by) {
    ObjectNode changed = JsonValues.changed(JsonValues.changed(golden, first, by), second, by);
    check(named(RowNormalizer.AUTO).normalise("file", 1, changed.toString()));
    for (String shape : Normalizers.names()) {
      check(named(shape).normalise(row(changed, 1)));
    }
  }

  @Property(tries = 200)
  void rowsThatAreJoinedAreEachInAnExampleOrRefused(
      @ForAll("golden") ObjectNode golden,
      @ForAll List<Integer> places,
      @ForAll("leaves") JsonNode by) {
    List<RawRecord> rows = new ArrayList<>();
    for (ObjectNode other : GOLDEN) {
      rows.add(row(other, rows.size() + 1L));
    }
    for (int place : places) {
      rows.add(row(JsonValues.changed(golden, place, by), rows.size() + 1L));
    }
    for (JoiningNormalizer normalizer : Normalizers.JOINING) {
      Whole whole = named(normalizer.name()).join(normalizer.name(), rows);
      Set<RawRecord> made = Collections.newSetFromMap(new IdentityHashMap<>());
      whole.made().forEach(example -> made.addAll(example.rows()));
      whole.made().forEach(example -> check(example.example()));
      Set<RawRecord> refused = Collections.newSetFromMap(new IdentityHashMap<>());
      whole.refused().forEach(row -> refused.add(row.row()));
      assertEquals(whole.refused().size(), refused.size(), "no row is refused twice");
      assertTrue(Collections.disjoint(made, refused), "no row is both");
      assertEquals(rows.size(), made.size() + refused.size(), "every row is one of them");
    }
  }

  @Property(tries = 300)
  void theNormalFormOfANormalFormIsItself(@ForAll String text) {
    String normal = NormalText.of(text);
    assertEquals(normal, NormalText.of(normal));
    assertFalse(normal.contains("\r"));
  }

  private static RawRecord row(ObjectNode fields, long line) {
    return new RawRecord("any", "file", line, fields, fields.toString());
  }

  private static void check(RowResult result) {
    if (result instanceof RowResult.Examples made) {
      assertFalse(made.examples().isEmpty());
      made.examples().forEach(RowNormalizerProperties::check);
    } else if (result instanceof RowResult.Refused refused) {
      assertFalse(refused.detail().isBlank());
      assertTrue(refused.detail().length() < 1000, refused.detail());
    } else if (result instanceof RowResult.Pending pending) {
      assertTrue(Normalizers.joining(pending.normalizer()).isPresent());
    }
  }

  private static void check(Example example) {
    assertEquals(64, example.id().length());
    List<Message> prompt = example.promptTurns();
    assertTrue(prompt.isEmpty() || prompt.get(prompt.size() - 1).role() == Role.USER);
    assertFalse(example.answers().isEmpty());
    for (String text : example.answers()) {
      assertFalse(text.isBlank());
      assertEquals(NormalText.of(text), text, "answers are of normal text");
    }
    for (Message message : prompt) {
      assertEquals(NormalText.of(message.content()), message.content());
    }
  }

  @Provide
  Arbitrary<ObjectNode> golden() {
    return Arbitraries.of(GOLDEN);
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return JsonValues.objects(KEYS, 2);
  }

  @Provide
  Arbitrary<JsonNode> json() {
    return JsonValues.values(KEYS, 3);
  }

  @Provide
  Arbitrary<JsonNode> leaves() {
    return JsonValues.values(KEYS, 1);
  }
}

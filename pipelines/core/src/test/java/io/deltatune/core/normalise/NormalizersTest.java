package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.ImplementationsOf;
import io.deltatune.testkit.RealData;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizersTest {
  @Test
  void everyImplementationIsOnTheList() throws Exception {
    Set<Class<?>> listed =
        Normalizers.ALL.stream().map(Object::getClass).collect(Collectors.toSet());
    assertFalse(listed.isEmpty());
    assertEquals(ImplementationsOf.type(Normalizer.class), listed);
    assertEquals(
        ImplementationsOf.type(JoiningNormalizer.class),
        Normalizers.JOINING.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void namesAreDistinctAndFindTheirNormaliser() {
    assertEquals(Normalizers.names().size(), new HashSet<>(Normalizers.names()).size());
    for (Normalizer normalizer : Normalizers.ALL) {
      assertEquals(normalizer, Normalizers.named(normalizer.name()).orElseThrow());
      assertTrue(normalizer.name().matches("[a-z]+(_[a-z]+)*"), normalizer.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "alpaca/alpaca_5000.json, 5000", "llamafactory_demo/alpaca_en_demo.json, 999",
    "llamafactory_demo/alpaca_zh_demo.json, 1000", "llamafactory_demo/identity.json, 91"
  })
  void everyRealRowHasAnExampleOrAReason(String file, int rows) {
    JsonNode array = RealData.assumeAvailable().json(file);
    RowNormalizer normalizer = new RowNormalizer("real", RowNormalizer.AUTO, RowNormalizer.AUTO);
    assertEquals(rows, array.size());
    int accepted = 0;
    for (int i = 0; i < rows; i++) {
      RowResult result = normalizer.normalise(file, i + 1L, array.get(i).toString());
      if (result instanceof RowResult.Examples) {
        accepted++;
      } else if (result instanceof RowResult.Refused rejected) {
        assertEquals(RejectionReason.EMPTY_ANSWER, rejected.reason(), rejected.detail());
      }
    }
    assertTrue(accepted >= 0.99 * rows, accepted + " of " + rows);
  }
}

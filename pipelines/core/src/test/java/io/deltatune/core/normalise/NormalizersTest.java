package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.ImplementationsOf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
  void everyImplementationSurvivesTheWayToAnExecutor() throws Exception {
    for (Object normalizer : Normalizers.ALL) {
      assertEquals(normalizer.getClass(), copied(normalizer).getClass());
    }
    for (Object normalizer : Normalizers.JOINING) {
      assertEquals(normalizer.getClass(), copied(normalizer).getClass());
    }
    RowNormalizer rows = new RowNormalizer("a", "kto", Map.of("b", "c"), Map.of("d", "e"), "f");
    assertEquals(rows, copied(rows));
  }

  private static Object copied(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void namesAreDistinctAndFindTheirNormaliser() {
    assertEquals(Normalizers.names().size(), new HashSet<>(Normalizers.names()).size());
    for (Normalizer normalizer : Normalizers.ALL) {
      assertEquals(normalizer, Normalizers.named(normalizer.name()).orElseThrow());
      assertTrue(normalizer.name().matches("[a-z]+(_[a-z]+)*"), normalizer.name());
    }
  }
}

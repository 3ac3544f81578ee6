package io.deltatune.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void valuesAreFoundUnderTheirNames() {
    String[] line = {"--threads", "2", "--modes", "mapped,copied"};
    Arguments given = Arguments.of(line, "threads", "modes", "out");
    assertEquals(2, given.number("threads", 1));
    assertEquals(List.of("mapped", "copied"), given.list("modes", ""));
    assertTrue(given.value("out").isEmpty());
  }

  @Test
  void whatIsNoOptionOrHasNoValueIsNamed() {
    assertSays("'--thread' is no option", "--thread", "2");
    assertSays("--threads has no value", "--threads");
    assertSays("--threads is 'two'", "--threads", "two");
  }

  private static void assertSays(String problem, String... line) {
    UserError error =
        assertThrows(UserError.class, () -> Arguments.of(line, "threads").number("threads", 1));
    assertEquals(problem, error.problem());
  }
}

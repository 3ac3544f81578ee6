package io.deltatune.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.error.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeDifferenceTest {
  @Test
  void keysThatDifferAreNamedByTheirPathWithBothValues() {
    assertEquals(
        List.of(
            new RecipeDifference("model.quantisation", "null", ""),
            new RecipeDifference("optimiser.type", "adamw", "paged_adamw_8bit"),
            new RecipeDifference("targets", "[\"q_proj\"]", "[\"q_proj\",\"v_proj\"]"),
            new RecipeDifference("model.quantisation.type", "", "nf4"),
            new RecipeDifference("model.quantisation.double", "", "true")),
        RecipeDifference.between(
            """
            # a run
            model: {path: a, quantisation: null}
            optimiser: {type: adamw}
            targets: [q_proj]
            run: {}
            """,
            """
            model: {path: a, quantisation: {type: nf4, double: true}}
            optimiser: {type: paged_adamw_8bit}
            targets: [q_proj, v_proj]
            run: {}
            """));
  }

  @Test
  void aTextThatIsNoYamlIsTold() {
    UserError error = assertThrows(UserError.class, () -> RecipeDifference.between("a: [", "a: 1"));
    assertEquals("a run's recipe is no YAML", error.problem());
  }
}

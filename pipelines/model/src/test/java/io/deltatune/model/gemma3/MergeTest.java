package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.golden.GoldenModel;
import org.junit.jupiter.api.Test;

class MergeTest {
  @Test
  void aMergedAdapterGivesTheLogitsOfTheAdapterBesideTheWeights() {
    GoldenModel golden = GoldenModel.of("newer");
    int[] tokens = {2, 17, 30, 99, 150, 3, 8, 42, 11, 60, 61, 62};
    try (Gemma3Model model = golden.open(false);
        Scope scope = model.newScope()) {
      final float[] plain = model.logits(tokens, scope).floats();
      model.adapt(
          AdapterFolder.read(golden.folder().resolve("adapter"), model.config()).matrices());
      final float[] beside = model.logits(tokens, scope).floats();
      model.mergeAdapter();
      assertEquals(1, model.adapter().tensors().size());
      float[] merged = model.logits(tokens, scope).floats();
      assertArrayEquals(beside, merged, 1e-4f);
      assertTrue(GoldenModel.relativeDifference(merged, plain) > 0.01);
    }
  }
}

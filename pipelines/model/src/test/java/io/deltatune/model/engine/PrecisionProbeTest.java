package io.deltatune.model.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrecisionProbeTest {
  @Test
  void bf16IsChosenOnlyWhereItIsClearlyFasterForMatricesAndVectorsApart() {
    PrecisionProbe probe = new PrecisionProbe(1.0, 0.1, 1.0, 0.9);
    assertEquals(Precision.BF16, probe.forMatrices());
    assertEquals(Precision.FP32, probe.forVectors());
    assertEquals(
        "bf16 is 10.00 times as fast as fp32 for matrices, 1.11 times for vectors",
        probe.summary());
  }

  @Test
  void theMachineIsMeasuredOnce() {
    PrecisionProbe probe = PrecisionProbe.measure();
    assertSame(probe, PrecisionProbe.measure());
    assertTrue(probe.matrixFp32() > 0 && probe.vectorBf16() > 0, probe.summary());
  }
}

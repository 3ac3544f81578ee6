package io.deltatune.model.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  @Test
  void aPartOfAFlatTensorIsAViewThatSeesLaterChanges() {
    try (Engine engine = Engine.open(new Program().include("memory.torchscript"));
        Scope scope = engine.scope()) {
      Tensor flat = scope.floats(new float[] {0, 1, 2, 3, 4, 5}, 6);
      Tensor part = scope.callForOne("part", flat, scope.longs(new long[] {2, 2, 2}, 3));
      scope.callForOne("fill_zero", flat);
      assertArrayEquals(new long[] {2, 2}, part.shape());
      assertArrayEquals(new float[4], part.floats());
    }
  }

  @Test
  void aMappedFileOfBf16IsReadWithoutACopy(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a \"quoted\" näme.bin");
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {1f, -2f, 0.5f, 3f}) {
      bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
    }
    Files.write(file, bytes.array());
    try (Engine engine = Engine.open(new Program().include("memory.torchscript"));
        Scope scope = engine.scope()) {
      Tensor mapped = WeightFile.map(file, Precision.BF16.scalarType(), 4, scope);
      assertArrayEquals(
          new float[] {1f, -2f, 0.5f, 3f}, scope.callForOne("widen", mapped).floats());
    }
  }

  @Test
  void anErrorInTheTextNamesItsLine() {
    Program program = new Program().constant("fine", 1).include("broken.torchscript");
    EngineException error = assertThrows(EngineException.class, () -> Engine.open(program));
    assertTrue(error.getMessage().contains("no_such_function"), error.getMessage());
  }

  @Test
  void aScopeReleasesWhatWasMadeThroughIt() {
    try (Engine engine = Engine.open(new Program().include("memory.torchscript"));
        Scope outer = engine.scope()) {
      Tensor kept;
      try (Scope inner = outer.child()) {
        Tensor source = inner.floats(new float[] {1, 2}, 2);
        kept = inner.callForOne("widen", source).moveTo(outer);
        assertEquals(2, outer.size());
      }
      assertEquals(1, outer.size());
      assertArrayEquals(new float[] {1, 2}, kept.floats());
    }
  }

  @Test
  void anEmptyListOfTensorsIsRefusedBecauseTheEngineCannotExpressIt() {
    try (Engine engine = Engine.open(new Program().include("memory.torchscript"));
        Scope scope = engine.scope()) {
      assertThrows(IllegalArgumentException.class, () -> scope.call("widen", List.of()));
    }
  }
}

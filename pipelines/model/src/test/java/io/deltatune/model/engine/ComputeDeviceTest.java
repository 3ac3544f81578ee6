package io.deltatune.model.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import org.junit.jupiter.api.Test;

class ComputeDeviceTest {
  @Test
  void aGpuThatIsNotThereIsRefusedWithTheLibrariesInUseAndTheRemedy() {
    UserError error = assertThrows(UserError.class, () -> ComputeDevice.of("cuda:99"));
    assertEquals(ErrorCode.RESOURCE, error.code());
    assumeTrue(EngineProcess.gpus() == 0, "this machine has a GPU");
    for (String part : new String[] {"cuda:99", "PyTorch 2.", "driver", "PYTORCH_LIBRARY_PATH"}) {
      assertTrue(error.getMessage().contains(part), part + " in " + error.getMessage());
    }
  }

  @Test
  void aWordThatIsNoDeviceIsRefused() {
    for (String word : new String[] {"gpu", "cuda:x", "CUDA:0", "", "cuda:-1", "cuda:99999"}) {
      UserError error = assertThrows(UserError.class, () -> ComputeDevice.of(word), word);
      assertEquals(ErrorCode.CONFIG, error.code());
    }
  }

  @Test
  void withoutAGpuTheProcessorIsChosen() {
    assumeTrue(EngineProcess.gpus() == 0, "this machine has a GPU");
    assertEquals(ComputeDevice.CPU, ComputeDevice.of(ComputeDevice.AUTO));
  }
}

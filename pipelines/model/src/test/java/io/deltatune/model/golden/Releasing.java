package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.progress.Progress;
import io.deltatune.model.engine.LiveTensors;
import io.deltatune.model.gemma3.Gemma3Model;
import java.lang.reflect.Field;

/** Whether work leaves tensors behind. */
final class Releasing {
  private Releasing() {}

  /** Work whose effect on the number of tensors is looked at. */
  interface Work {
    void run();
  }

  /** An error of a caller's own code that is called in the middle. */
  static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A display that fails. */
  static final class InterruptedProgress implements Progress {
    @Override
    public void advance(long units, long tokens) {
      throw new Interruption();
    }

    @Override
    public void note(String text) {}

    @Override
    public void close() {}
  }

  /** Runs the work twice: once to warm up, once between two counts. */
  static void assertReleased(Gemma3Model model, Work work) {
    work.run();
    long before = LiveTensors.inEngineOf(model.scope());
    assertTrue(before > model.config().layers(), "the weights are counted");
    work.run();
    assertEquals(0, model.openScopes(), "scopes left open");
    assertEquals(before, LiveTensors.inEngineOf(model.scope()), "tensors");
  }

  /** The model behind a scorer or generator, which show it to nobody. */
  static Gemma3Model modelOf(AutoCloseable facade) {
    try {
      Field field = facade.getClass().getDeclaredField("model");
      field.setAccessible(true);
      return (Gemma3Model) field.get(facade);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(facade.getClass() + " has no field model", e);
    }
  }
}

package io.deltatune.model.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A compiled {@link Program}. Opening costs some milliseconds and no memory worth mentioning; the
 * tensors live in {@link Scope}s. Used by one thread at a time: the text may keep scratch memory
 * from call to call.
 */
public final class Engine implements AutoCloseable {
  private final NDManager manager;
  private final ComputeDevice device;
  private final PtSymbolBlock block;
  private final ParameterStore noParameters;
  private final AtomicInteger openScopes = new AtomicInteger();

  private Engine(NDManager manager, ComputeDevice device, PtSymbolBlock block) {
    this.manager = manager;
    this.device = device;
    this.block = block;
    this.noParameters = new ParameterStore(manager, false);
  }

  /** Compiles the program for the processor. */
  public static Engine open(Program program) {
    return open(program, ComputeDevice.CPU);
  }

  /**
   * Compiles the program.
   *
   * @param device where tensors are made and computed on
   * @throws ai.djl.engine.EngineException naming the line, if the text has an error
   */
  public static Engine open(Program program, ComputeDevice device) {
    EngineProcess.prepare();
    NDManager manager = NDManager.newBaseManager(device.djl(), "PyTorch");
    byte[] archive = TorchScriptArchive.of(program.text());
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
      return new Engine(manager, device, block);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Where its tensors are. */
  public ComputeDevice device() {
    return device;
  }

  /** The number of scopes that are open now, {@link Scope#child children} not counted. */
  public int openScopes() {
    return openScopes.get();
  }

  void scopeClosed() {
    openScopes.decrementAndGet();
  }

  /** A new scope, which is to be closed by its opener. */
  public Scope scope() {
    openScopes.incrementAndGet();
    return new Scope(this, manager.newSubManager(), this::scopeClosed);
  }

  /**
   * Runs with autograd on: a tensor takes part only where the text asks for it, and results of
   * PyTorch's inference mode could never do so later.
   */
  NDList run(NDList inputs) {
    JniUtils.setGradMode(true);
    return block.forward(noParameters, inputs, true);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}

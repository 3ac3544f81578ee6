package io.deltatune.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The life time of tensors: everything that is made or returned through a scope is released when
 * the scope is closed. To be opened in try-with-resources around a run, a step or a request. A
 * scope is used by one thread at a time.
 */
public final class Scope implements AutoCloseable {
  private static final String MARKER = "module_method:";

  private final Engine engine;
  private final NDManager manager;
  private final NDArray marker;
  private Runnable onClose;
  private NDManager processor;

  Scope(Engine engine, NDManager manager, Runnable onClose) {
    this.onClose = onClose;
    this.engine = engine;
    this.manager = manager;
    this.marker = manager.zeros(new Shape(1), DataType.INT32);
    marker.setName(MARKER);
  }

  /** A scope that is closed at the latest with this one. */
  public Scope child() {
    return new Scope(engine, manager.newSubManager(), () -> {});
  }

  /** A scope that lives independently of this one and is to be closed by its opener. */
  public Scope sibling() {
    return engine.scope();
  }

  NDManager manager() {
    return manager;
  }

  /** A float32 tensor of the values in row-major order. */
  public Tensor floats(float[] values, long... shape) {
    return new Tensor(manager.create(FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32));
  }

  /** A float64 tensor of the values in row-major order. */
  public Tensor doubles(double[] values, long... shape) {
    return new Tensor(
        manager.create(DoubleBuffer.wrap(values), new Shape(shape), DataType.FLOAT64));
  }

  /** An int64 tensor of the values in row-major order. */
  public Tensor longs(long[] values, long... shape) {
    return new Tensor(manager.create(LongBuffer.wrap(values), new Shape(shape), DataType.INT64));
  }

  /**
   * An int64 tensor {@code [values]} in the processor's memory wherever the engine computes: for
   * numbers that the text reads one by one.
   */
  public Tensor numbers(long... values) {
    NDManager local = processor();
    return new Tensor(
        local.create(LongBuffer.wrap(values), new Shape(values.length), DataType.INT64));
  }

  /** A float64 tensor in the processor's memory, see {@link #numbers(long...)}. */
  public Tensor settings(double[] values, long... shape) {
    return new Tensor(
        processor().create(DoubleBuffer.wrap(values), new Shape(shape), DataType.FLOAT64));
  }

  /** Whether tensors are made in the processor's memory. */
  public boolean isOnProcessor() {
    return engine.device().isProcessor();
  }

  private NDManager processor() {
    if (engine.device().isProcessor()) {
      return manager;
    }
    if (processor == null) {
      processor = manager.newSubManager(Device.cpu());
    }
    return processor;
  }

  /** A float32 tensor of zeros. */
  public Tensor zeros(long... shape) {
    return new Tensor(manager.zeros(new Shape(shape), DataType.FLOAT32));
  }

  /** Zeroed memory outside the JVM's limits, on the processor, that lives as long as the scope. */
  public ByteBuffer memory(long bytes) {
    NDArray numbers =
        processor().zeros(new Shape((bytes + Float.BYTES - 1) / Float.BYTES), DataType.FLOAT32);
    return new Tensor(numbers).memory().slice(0, Math.toIntExact(bytes));
  }

  /** A float32 tensor without elements: an argument that is absent. */
  public Tensor none() {
    return zeros(0);
  }

  /**
   * Calls a method of the engine's text.
   *
   * @param method its name
   * @param arguments {@link Tensor}s, and {@code List<Tensor>}s, which must not be empty; the same
   *     tensor must not stand in two of them
   * @return what it returns, one tensor or a list, as a list in this scope
   * @throws ai.djl.engine.EngineException with the text's line, if the text fails
   */
  public List<Tensor> call(String method, Object... arguments) {
    NDList inputs = new NDList(arguments.length + 1);
    marker.setName(MARKER + method);
    inputs.add(marker);
    for (int i = 0; i < arguments.length; i++) {
      add(inputs, arguments[i], i);
    }
    NDList outputs = engine.run(inputs);
    List<Tensor> results = new ArrayList<>(outputs.size());
    for (NDArray output : outputs) {
      results.add(new Tensor(output));
    }
    return results;
  }

  /** Calls a method that returns exactly one tensor. */
  public Tensor callForOne(String method, Object... arguments) {
    List<Tensor> results = call(method, arguments);
    if (results.size() != 1) {
      throw new IllegalStateException(method + " returned " + results.size() + " tensors");
    }
    return results.get(0);
  }

  private static void add(NDList inputs, Object argument, int position) {
    if (argument instanceof Tensor tensor) {
      tensor.array().setName(null);
      inputs.add(tensor.array());
      return;
    }
    List<?> list = (List<?>) argument;
    if (list.isEmpty()) {
      throw new IllegalArgumentException("argument " + position + " is an empty list");
    }
    String name = "list" + position + "[]";
    for (Object element : list) {
      NDArray array = ((Tensor) element).array();
      array.setName(name);
      inputs.add(array);
    }
  }

  /** The number of tensors that live in this scope and its children. */
  public int size() {
    return (int)
        manager.getManagedArrays().stream()
            .filter(array -> array.getName() == null || !array.getName().startsWith(MARKER))
            .count();
  }

  @Override
  public void close() {
    onClose.run();
    onClose = () -> {};
    manager.close();
  }
}

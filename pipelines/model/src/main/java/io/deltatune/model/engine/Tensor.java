package io.deltatune.model.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A handle on native memory. It belongs to the {@link Scope} that made it and dies with it, unless
 * it is closed before or moved to another scope.
 *
 * <p>Only the engine's text computes with tensors; here they are made, read and released. The
 * readers are for float32, int64 and int32 tensors; reading a bfloat16 one is not possible (the
 * text's {@code widen} makes a float32 one of it).
 */
public final class Tensor implements AutoCloseable {
  private final PtNDArray array;

  Tensor(NDArray array) {
    this.array = (PtNDArray) array;
  }

  PtNDArray array() {
    return array;
  }

  /** The shape, outermost dimension first. */
  public long[] shape() {
    return array.getShape().getShape();
  }

  /** The number of elements. */
  public long size() {
    return array.getShape().size();
  }

  /** The elements of a float32 tensor, in row-major order. */
  public float[] floats() {
    float[] values = new float[elements()];
    bytes(DataType.FLOAT32).asFloatBuffer().get(values);
    return values;
  }

  /** The elements of an int64 tensor, in row-major order. */
  public long[] longs() {
    long[] values = new long[elements()];
    bytes(DataType.INT64).asLongBuffer().get(values);
    return values;
  }

  /** The elements of a float64 tensor, in row-major order. */
  public double[] doubles() {
    double[] values = new double[elements()];
    bytes(DataType.FLOAT64).asDoubleBuffer().get(values);
    return values;
  }

  /**
   * The memory of a contiguous tensor on the processor, to be written from outside: little-endian,
   * of any type, valid while the tensor lives.
   */
  public ByteBuffer memory() {
    return JniUtils.getByteBuffer(array, true).order(ByteOrder.nativeOrder());
  }

  /** The value of a float32 tensor of one element. */
  public float item() {
    return floats()[0];
  }

  /** Gives the tensor to another scope, which releases it from now on. */
  public Tensor moveTo(Scope scope) {
    array.attach(scope.manager());
    return this;
  }

  @Override
  public void close() {
    array.close();
  }

  private int elements() {
    return Math.toIntExact(size());
  }

  private ByteBuffer bytes(DataType expected) {
    if (array.getDataType() != expected) {
      throw new IllegalStateException(
          "a tensor of " + array.getDataType() + " read as " + expected);
    }
    return array.toByteBuffer().order(ByteOrder.nativeOrder());
  }
}

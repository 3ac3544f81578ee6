package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * All trained parameters in one flat float32 tensor, so that the optimiser, the gradient's norm and
 * its sums are each one call. The parameters themselves are views of it.
 */
public final class FlatParameters {
  /**
   * A parameter's place.
   *
   * @param name unique
   * @param shape outermost dimension first
   * @param offset in elements
   * @param size in elements
   * @param decayed whether weight decay applies
   */
  public record Part(String name, List<Long> shape, long offset, long size, boolean decayed) {
    public Part {
      shape = List.copyOf(shape);
    }
  }

  /** Lays parameters one behind the other. */
  static final class Layout {
    private final List<Part> parts = new ArrayList<>();
    private long size;

    Layout add(String name, List<Long> shape, boolean decayed) {
      long elements = shape.stream().reduce(1L, Math::multiplyExact);
      parts.add(new Part(name, shape, size, elements, decayed));
      size += elements;
      return this;
    }

    long size() {
      return size;
    }

    FlatParameters allocate(Scope scope) {
      return new FlatParameters(parts, scope.zeros(size), scope);
    }
  }

  private final List<Part> parts;
  private final Tensor flat;
  private final List<Tensor> views;

  private FlatParameters(List<Part> parts, Tensor flat, Scope scope) {
    this.parts = List.copyOf(parts);
    this.flat = flat;
    this.views = viewsOf(flat, scope);
  }

  /** The parameters' places. */
  public List<Part> parts() {
    return parts;
  }

  /** The flat tensor. */
  public Tensor flat() {
    return flat;
  }

  /** The number of trained parameters. */
  public long size() {
    return flat.size();
  }

  /** The parameters as views, in the order of the parts. */
  public List<Tensor> views() {
    return views;
  }

  /** Views of another flat tensor of the same layout, a gradient for example. */
  List<Tensor> viewsOf(Tensor other, Scope scope) {
    return parts.stream().map(part -> view(other, part, scope)).toList();
  }

  private static Tensor view(Tensor flat, Part part, Scope scope) {
    long[] layout = new long[part.shape().size() + 1];
    layout[0] = part.offset();
    for (int i = 1; i < layout.length; i++) {
      layout[i] = part.shape().get(i - 1);
    }
    return view(flat, layout, scope);
  }

  /** A flat view of some of another flat tensor's elements. */
  static Tensor span(Tensor flat, long offset, long size, Scope scope) {
    return view(flat, new long[] {offset, size}, scope);
  }

  private static Tensor view(Tensor flat, long[] layout, Scope scope) {
    try (Tensor numbers = scope.longs(layout, layout.length)) {
      return scope.callForOne("part", flat, numbers);
    }
  }
}

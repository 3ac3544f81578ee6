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
   * @param group how it is updated
   */
  public record Part(String name, List<Long> shape, long offset, long size, Group group) {
    public Part {
      shape = List.copyOf(shape);
    }

    /** Whether weight decay applies. */
    public boolean decayed() {
      return group.decayed();
    }
  }

  /**
   * How an optimiser updates a parameter.
   *
   * @param decayed whether weight decay applies
   * @param rate the factor on the learning rate
   */
  public record Group(boolean decayed, double rate) {
    /** At the learning rate, decayed. */
    static final Group USUAL = new Group(true, 1);

    /** At the learning rate, not decayed: norms. */
    static final Group UNDECAYED = new Group(false, 1);
  }

  /** Lays parameters one behind the other: those of the layers in their order, then others. */
  static final class Layout {
    private final List<Part> parts = new ArrayList<>();
    private final List<Integer> firstOfLayers = new ArrayList<>();
    private long size;
    private boolean outside;

    /** Begins the next layer. */
    Layout layer() {
      if (outside) {
        throw new IllegalStateException("a layer behind what is outside the layers");
      }
      firstOfLayers.add(parts.size());
      return this;
    }

    /** Begins layers without parameters. */
    Layout layers(int count) {
      for (int layer = 0; layer < count; layer++) {
        layer();
      }
      return this;
    }

    /** Begins what is outside the layers. */
    Layout outside() {
      firstOfLayers.add(parts.size());
      outside = true;
      return this;
    }

    Layout add(String name, List<Long> shape, Group group) {
      long elements = shape.stream().reduce(1L, Math::multiplyExact);
      parts.add(new Part(name, shape, size, elements, group));
      size += elements;
      return this;
    }

    long size() {
      return size;
    }

    FlatParameters allocate(Scope scope) {
      if (!outside) {
        outside();
      }
      return new FlatParameters(parts, firstOfLayers, scope.zeros(size), scope);
    }
  }

  private final List<Part> parts;
  private final List<Integer> firstOfLayers;
  private final Tensor flat;
  private final List<Tensor> views;

  private FlatParameters(List<Part> parts, List<Integer> firstOfLayers, Tensor flat, Scope scope) {
    this.parts = List.copyOf(parts);
    this.firstOfLayers = List.copyOf(firstOfLayers);
    this.flat = flat;
    this.views = viewsOf(flat, scope);
  }

  /** The parameters' places. */
  public List<Part> parts() {
    return parts;
  }

  /** The parts of a layer, one behind the other; may be none. */
  public List<Part> ofLayer(int layer) {
    return parts.subList(firstOfLayers.get(layer), firstOfLayers.get(layer + 1));
  }

  /** The parts outside the layers. */
  public List<Part> outside() {
    return parts.subList(firstOfLayers.get(firstOfLayers.size() - 1), parts.size());
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

  /** A part of another flat tensor of the same layout, in its shape. */
  static Tensor view(Tensor flat, Part part, Scope scope) {
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

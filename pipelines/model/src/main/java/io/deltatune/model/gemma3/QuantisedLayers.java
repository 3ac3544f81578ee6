package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.quantise.FourBitTensor;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The projections of all layers as 4-bit codes. One layer at a time stands unquantised in tensors
 * that all layers share.
 */
final class QuantisedLayers {
  private final Gemma3Config config;
  private final Precision precision;
  private final Scope scope;
  private final Map<String, FourBitTensor> weights = new HashMap<>();
  private final Map<Projection, Room> rooms = new EnumMap<>(Projection.class);
  private int current = -1;

  /** A projection's place: written in the processor's memory, used where the model computes. */
  private record Room(Tensor written, Tensor used) {}

  QuantisedLayers(Gemma3Config config, Precision precision, Scope scope) {
    this.config = config;
    this.precision = precision;
    this.scope = scope;
  }

  /** Takes a projection's codes; returns the tensor in which its values will stand. */
  Tensor add(Named named, FourBitTensor codes) {
    weights.put(named.name(), codes);
    return rooms.computeIfAbsent(projection(named), this::room).used();
  }

  private static Projection projection(Named named) {
    for (Projection projection : Projection.values()) {
      if (named.name().endsWith("." + projection.path() + ".weight")) {
        return projection;
      }
    }
    throw new IllegalArgumentException(named.name() + " is no projection");
  }

  private Room room(Projection projection) {
    Tensor shape = scope.numbers(projection.outputs(config), projection.inputs(config));
    Tensor type = scope.numbers(precision.scalarType());
    Tensor used = scope.callForOne("zeros", shape, type, scope.none());
    Tensor written =
        scope.isOnProcessor() ? used : scope.callForOne("zeros", shape, type, scope.numbers(0));
    return new Room(written, used);
  }

  /** The bytes of all codes and scales. */
  long bytes() {
    return weights.values().stream().mapToLong(FourBitTensor::bytes).sum();
  }

  /** Puts a layer's values into the shared tensors. */
  void use(int layer) {
    if (layer == current) {
      return;
    }
    for (Map.Entry<Projection, Room> room : rooms.entrySet()) {
      FourBitTensor codes = weights.get(room.getKey().module(layer) + ".weight");
      if (codes != null) {
        write(codes, room.getValue());
      }
    }
    current = layer;
  }

  private void write(FourBitTensor codes, Room room) {
    ByteBuffer memory = room.written().memory();
    if (precision == Precision.BF16) {
      codes.toBf16(memory);
    } else {
      codes.toFp32(memory);
    }
    if (!scope.isOnProcessor()) {
      scope.callForOne("assign", room.used(), room.written()).close();
    }
  }
}

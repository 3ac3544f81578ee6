package io.deltatune.cluster.generate;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.generate.Generator;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process needs to open a generator; travels to the executors.
 *
 * @param model the model's folder, the same path on every machine
 * @param adapter the adapter's folder; null for the model as it is
 * @param precision of computing
 * @param threads of the engine in each process
 */
record GeneratorSpec(String model, String adapter, Precision precision, int threads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  Generator open() {
    return Generator.open(Path.of(model), Optional.ofNullable(adapter).map(Path::of), precision);
  }
}

package io.deltatune.cluster.generate;

import io.deltatune.cluster.ModelOptions;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.model.generate.Generator;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process needs to open a generator; travels to the executors.
 *
 * @param model the model's folder, the same path on every machine
 * @param adapter the adapter's folder; null for the model as it is
 * @param options how it computes
 * @param template what conversations are rendered by
 */
record GeneratorSpec(String model, String adapter, ModelOptions options, ChatTemplate template)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  Generator open() {
    options.useThreads();
    return Generator.open(
        Path.of(model),
        Optional.ofNullable(adapter).map(Path::of),
        options.openOptions(),
        template);
  }
}

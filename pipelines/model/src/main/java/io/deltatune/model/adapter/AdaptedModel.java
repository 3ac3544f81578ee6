package io.deltatune.model.adapter;

import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Models with an adapter beside their weights. */
public final class AdaptedModel {
  private AdaptedModel() {}

  /**
   * Opens a model folder.
   *
   * @param adapter a folder in PEFT's layout; empty for the model as it is
   * @throws io.deltatune.core.error.UserError if a folder is missing, malformed or does not fit
   */
  public static Gemma3Model open(Path folder, Optional<Path> adapter, OpenOptions options) {
    Gemma3Model model = Gemma3Model.open(folder, options);
    try {
      adapter.ifPresent(path -> PeftAdapter.read(path, model.config()).putOn(model));
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}

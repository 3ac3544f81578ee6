package io.deltatune.model.adapter;

import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import java.nio.file.Path;

/** An adapter of one of the kinds that are known, in memory. */
public sealed interface PeftAdapter permits LoraAdapter, PromptAdapter {
  /**
   * Reads a folder in PEFT's layout.
   *
   * @param base the shape of the base model
   * @throws io.deltatune.core.error.UserError if it is missing or malformed, of another kind, or
   *     does not fit the base
   */
  static PeftAdapter read(Path folder, Gemma3Config base) {
    return PromptFolder.isPrompt(folder)
        ? PromptFolder.read(folder, base)
        : AdapterFolder.read(folder, base);
  }

  /** The number of values. */
  long parameters();

  /** Adapts a model of the base's shape by it from now on. */
  void putOn(Gemma3Model model);
}

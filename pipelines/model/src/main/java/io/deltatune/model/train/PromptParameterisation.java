package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.FlatParameters.Group;
import java.util.List;
import java.util.Random;

/**
 * Prompt tuning (arXiv 2104.08691): what virtual tokens before each sequence are is trained in
 * float32; the model's own weights rest.
 */
public final class PromptParameterisation implements Parameterisation {
  /** The name of its one tensor, as PEFT writes it. */
  public static final String NAME = "prompt_embeddings";

  private final FlatParameters parameters;

  private PromptParameterisation(FlatParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Puts a prompt before the model's sequences.
   *
   * @param first values, {@code [virtual tokens, hidden]} in row-major order
   */
  public static PromptParameterisation of(Gemma3Model model, float[] first) {
    int width = model.config().hiddenSize();
    if (first.length == 0 || first.length % width != 0) {
      throw new IllegalArgumentException(first.length + " numbers for tokens of " + width);
    }
    long tokens = first.length / width;
    FlatParameters parameters =
        new FlatParameters.Layout()
            .layers(model.config().layers())
            .outside()
            .add(NAME, List.of(tokens, (long) width), Group.USUAL)
            .allocate(model.scope());
    Tensor prompt = parameters.views().get(0);
    try (Scope copying = model.newScope()) {
      copying.callForOne("assign", prompt, copying.floats(first, tokens, width));
    }
    model.use(Adapter.ofPrompt(prompt, model.config(), model.scope()));
    return new PromptParameterisation(parameters);
  }

  /** Normal numbers, of deviation 1: PEFT's {@code RANDOM}. */
  public static float[] random(int tokens, int width, long seed) {
    Random random = new Random(seed * 1_000_003L + NAME.hashCode());
    float[] values = new float[Math.multiplyExact(tokens, width)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * What goes into the first layer for a text, which is cut or repeated: PEFT's {@code TEXT}.
   *
   * @param text ids, at least one
   */
  public static float[] ofText(Gemma3Model model, int[] text, int tokens) {
    int[] ids = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = text[i % text.length];
    }
    try (Scope scope = model.newScope()) {
      Adapter none = Adapter.none(model.config(), scope);
      Tensor values = model.embedded(Gemma3Model.ids(ids, scope), none, scope);
      return scope.callForOne("widen", values).floats();
    }
  }

  /** What the virtual tokens are now, {@code [virtual tokens, hidden]} in row-major order. */
  public float[] embeddings() {
    return parameters.flat().floats();
  }

  @Override
  public FlatParameters parameters() {
    return parameters;
  }

  @Override
  public boolean trainsWeights() {
    return false;
  }

  @Override
  public String label() {
    return "prompt";
  }
}

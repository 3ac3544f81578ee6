package io.deltatune.model.run;

import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.Quantisation;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.TrainRecipe.Init;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Weights;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run starts from: a checkpoint, or a configuration whose weights are drawn from a seed.
 *
 * @param path the Hugging Face folder
 * @param checkpoint the folder's weights; empty for new ones
 * @param hash the checkpoint's content hash, or one over configuration, tokenizer and seed
 * @param quantisation what the projections become when they are loaded
 */
public record BaseModel(
    Path path,
    Gemma3Config config,
    Optional<ModelFolder> checkpoint,
    long seed,
    GemmaTokenizer tokenizer,
    String hash,
    Optional<Quantisation> quantisation)
    implements AutoCloseable {

  /**
   * @throws io.deltatune.core.error.UserError if the folder is not a Gemma 3 model's
   */
  public static BaseModel open(TrainRecipe.Model recipe) {
    Path path = recipe.path().path();
    if (recipe.init() == Init.PRETRAINED) {
      ModelFolder folder = ModelFolder.open(path);
      GemmaTokenizer tokenizer = folder.tokenizer(recipe.chatTemplate());
      return new BaseModel(
          path,
          folder.config(),
          Optional.of(folder),
          0,
          tokenizer,
          folder.hash(),
          recipe.quantisation());
    }
    Gemma3Config config = Gemma3Config.read(path);
    GemmaTokenizer tokenizer = GemmaTokenizer.open(path, recipe.chatTemplate());
    return new BaseModel(
        path,
        config,
        Optional.empty(),
        recipe.seed(),
        tokenizer,
        untrained(path, recipe.seed()),
        Optional.empty());
  }

  private static String untrained(Path path, long seed) {
    try {
      return ContentHash.of("untrained")
          .field(Files.readAllBytes(path.resolve("config.json")))
          .field(Files.readAllBytes(path.resolve("tokenizer.json")))
          .field(seed)
          .hex();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash of what computes: that of the checkpoint, and how it is quantised. */
  String weightsHash() {
    return quantisation
        .map(codes -> ContentHash.of("quantised").field(hash).field(codes.toString()).hex())
        .orElse(hash);
  }

  /**
   * The model, opened for computing; to be closed by the caller.
   *
   * @param resting whether its weights stay as they are. Then they are left in their files: a step
   *     reads each of them for so many tokens that converting it costs next to nothing, and the
   *     system can take their pages back
   */
  Gemma3Model model(Precision precision, boolean resting) {
    OpenOptions options =
        OpenOptions.onProcessor(precision, resting ? Residence.MAPPED : Residence.COPIED);
    return checkpoint.isPresent()
        ? Gemma3Model.open(
            path, quantisation.map(Mapping::quantiser).map(options::with).orElse(options))
        : Gemma3Model.of(
            config, precision, scope -> Gemma3Weights.random(config, closingNorm(), seed, scope));
  }

  /**
   * Each of a layer's two halves adds 1 / sqrt(2 layers) of unit size at first, so that the
   * embedding is not drowned: the depth-scaled start of residual networks.
   */
  private double closingNorm() {
    return 1 / Math.sqrt(2.0 * config.layers()) - 1;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}

package io.deltatune.jobs.files;

import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Batching;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Sampling;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From what the command line says to what the engine takes. */
final class Engines {
  private static final Pattern RECIPE_KEY = Pattern.compile("^decoding\\.([a-z_]+)");
  private static final Pattern ANY_RECIPE_KEY = Pattern.compile("\\bdecoding\\.([a-z_]+)");

  private Engines() {}

  /** Sets the process's threads and says how the model is to be opened. */
  static OpenOptions prepare(ModelChoice choice) {
    EngineProcess.useThreadsOrAllCores(choice.threads());
    return new OpenOptions(
        Precision.of(choice.precision()), Residence.of(choice.weights()), choice.device());
  }

  /**
   * How answers are generated.
   *
   * @throws UserError naming the option, if a number is out of its range
   */
  static GenerationSettings settings(DecodingChoice choice) {
    try {
      OptionalLong bytes =
          choice.memoryMib().isPresent()
              ? OptionalLong.of(Math.multiplyExact(choice.memoryMib().getAsLong(), 1L << 20))
              : OptionalLong.empty();
      Sampling sampling =
          new Sampling(
              choice.temperature(),
              choice.topK(),
              choice.topP(),
              choice.minP(),
              choice.repetitionPenalty(),
              choice.seed());
      return GenerationSettings.greedy(choice.maxNewTokens())
          .withSampling(sampling)
          .withStopStrings(choice.stopStrings())
          .withBatching(new Batching(choice.batchSize(), bytes));
    } catch (UserError mistake) {
      throw ofOption(mistake);
    }
  }

  /** A text with options in place of the recipe's keys of decoding. */
  static String withOptions(String text) {
    return ANY_RECIPE_KEY.matcher(text).replaceAll(key -> "--" + key.group(1).replace('_', '-'));
  }

  /** Tells of an option where the model tells of the recipe's key. */
  private static UserError ofOption(UserError mistake) {
    Matcher key = RECIPE_KEY.matcher(mistake.problem());
    if (!key.find()) {
      return mistake;
    }
    String option = "--" + key.group(1).replace('_', '-');
    return new UserError(
        mistake.code(),
        option + mistake.problem().substring(key.end()),
        mistake.reason(),
        "correct the option " + option);
  }
}

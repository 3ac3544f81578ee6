package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is trained beside the frozen weights. Low-rank matrices (arXiv 2106.09685): the product is
 * scaled by {@code alpha / rank}. Or a prompt, which has keys of its own and none of the others but
 * {@code start_from}. A pattern's names are ends of a module's path, at a dot: {@code q_proj},
 * {@code layers.5.mlp.up_proj}; of several that fit the longest counts.
 *
 * @param dropout the probability that a number of what goes into the matrices is left out
 * @param targets the projections that get them
 * @param layers the layers that get them, from 0; none for all
 * @param rankPattern other ranks by name
 * @param alphaPattern other alphas by name
 * @param rslora whether the scale is alpha / sqrt(rank) (arXiv 2312.03732)
 * @param dora whether the rows' norms are trained beside their directions (DoRA, arXiv 2402.09353)
 * @param init the first values
 * @param loraPlusRatio the factor on the learning rate of B and of magnitudes (LoRA+, arXiv
 *     2402.12354)
 * @param virtualTokens of a prompt: how many stand before each sequence
 * @param initText of a prompt: the text whose embeddings are the first values, cut or repeated;
 *     normal numbers without it
 * @param startFrom a folder in PEFT's layout with the first values, of the same shape
 */
public record Adapter(
    @Default("lora") AdapterType type,
    @Default("16") int rank,
    @Default("32") double alpha,
    @Default("0.0") double dropout,
    @Default("[q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]")
        List<Projection> targets,
    @Default("[]") List<Integer> layers,
    @Default("{}") Map<String, Integer> rankPattern,
    @Default("{}") Map<String, Double> alphaPattern,
    @Default("false") boolean rslora,
    @Default("false") boolean dora,
    @Default("default") AdapterInit init,
    @Default("1.0") double loraPlusRatio,
    OptionalInt virtualTokens,
    Optional<String> initText,
    Optional<InputPath> startFrom) {
  private static final String NAME = "[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*";

  public Adapter {
    targets = List.copyOf(targets);
    layers = List.copyOf(layers);
    rankPattern = Map.copyOf(rankPattern);
    alphaPattern = Map.copyOf(alphaPattern);
    Requirements rules =
        new Requirements()
            .atLeast("rank", rank, 1)
            .positive("alpha", alpha)
            .fraction("dropout", dropout)
            .notEmpty("targets", targets)
            .distinct("targets", targets)
            .that(
                "layers",
                layers.stream().allMatch(layer -> layer >= 0),
                "is " + layers + "; layers are counted from 0")
            .distinct("layers", layers)
            .positive("lora_plus_ratio", loraPlusRatio);
    names(rules, "rank_pattern", rankPattern.keySet());
    names(rules, "alpha_pattern", alphaPattern.keySet());
    rankPattern.forEach((name, value) -> rules.atLeast("rank_pattern", value, 1));
    alphaPattern.forEach((name, value) -> rules.positive("alpha_pattern", value));
    starts(rules, init, dora, startFrom, rank, rankPattern.values());
    if (type == AdapterType.PROMPT) {
      without(rules, "rank", rank == 16, rank);
      without(rules, "alpha", alpha == 32, alpha);
      without(rules, "dropout", dropout == 0, dropout);
      without(rules, "targets", targets.size() == Projection.values().length, targets);
      without(rules, "layers", layers.isEmpty(), layers);
      without(rules, "rank_pattern", rankPattern.isEmpty(), rankPattern);
      without(rules, "alpha_pattern", alphaPattern.isEmpty(), alphaPattern);
      without(rules, "rslora", !rslora, rslora);
      without(rules, "dora", !dora, dora);
      without(rules, "init", init == AdapterInit.DEFAULT, init.label());
      without(rules, "lora_plus_ratio", loraPlusRatio == 1, loraPlusRatio);
      rules
          .atLeast("virtual_tokens", virtualTokens, 1)
          .that(
              "init_text",
              initText.map(text -> !text.isBlank()).orElse(true),
              "has no text; name one, or leave the key out for normal numbers")
          .that(
              "init_text",
              initText.isEmpty() || startFrom.isEmpty(),
              "stands beside start_from, which gives the first values; leave one of the two out");
    } else {
      promptOnly(rules, "virtual_tokens", virtualTokens.isEmpty());
      promptOnly(rules, "init_text", initText.isEmpty());
    }
    rules.verify();
  }

  private static void without(Requirements rules, String key, boolean isDefault, Object value) {
    rules.that(
        key,
        isDefault,
        "is " + value + ", but a prompt has no matrices; leave it out, or set type: lora");
  }

  private static void promptOnly(Requirements rules, String key, boolean isAbsent) {
    rules.that(
        key, isAbsent, "belongs to a prompt's virtual tokens; leave it out, or set type: prompt");
  }

  /** The number of a prompt's virtual tokens: 20 where the recipe does not say. */
  public int virtualTokensOrDefault() {
    return virtualTokens.orElse(20);
  }

  /** How many tokens stand before each sequence besides its own. */
  public int tokensBefore() {
    return type == AdapterType.PROMPT ? virtualTokensOrDefault() : 0;
  }

  private static void names(Requirements rules, String key, Collection<String> names) {
    for (String name : names) {
      rules.that(
          key,
          name.matches(NAME),
          "has the name '"
              + name
              + "'; expected the end of a module's path, like q_proj or"
              + " layers.5.mlp.up_proj");
    }
  }

  private static void starts(
      Requirements rules,
      AdapterInit init,
      boolean dora,
      Optional<InputPath> startFrom,
      int rank,
      Collection<Integer> ranks) {
    rules
        .that(
            "init",
            init == AdapterInit.DEFAULT || startFrom.isEmpty(),
            "is "
                + init.label()
                + ", but start_from gives the first values; leave one of the two out")
        .that(
            "init",
            !init.isTakenOff() || !dora,
            "is "
                + init.label()
                + ", which takes its start off the weights, but dora measures the whole weights;"
                + " set init: default, or dora: false")
        .that(
            "init",
            init != AdapterInit.ORTHOGONAL
                || (rank % 2 == 0 && ranks.stream().allMatch(other -> other % 2 == 0)),
            "is orthogonal, which shares a basis out to A and B; set even ranks");
  }

  /** The rank of a module: {@code model.layers.5.mlp.up_proj}. */
  public int rank(String module) {
    return named(rankPattern, module).orElse(rank);
  }

  /** The alpha of a module. */
  public double alpha(String module) {
    return named(alphaPattern, module).orElse(alpha);
  }

  /** Whether a pattern's name is the end of a module's path, or the whole. */
  public static boolean fits(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }

  private static <T> Optional<T> named(Map<String, T> pattern, String module) {
    return pattern.keySet().stream()
        .filter(name -> fits(name, module))
        .max(Comparator.comparingInt(String::length))
        .map(pattern::get);
  }
}

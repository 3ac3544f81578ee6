package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.LoraParameterisation;
import io.deltatune.model.train.LoraPlan;
import io.deltatune.model.train.LoraPlan.Adapted;
import io.deltatune.model.train.LoraStart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a recipe's LoRA adapter is on a model.
 *
 * @param recipe the recipe's section
 * @param plan its projections
 * @param given the adapter that the run goes on from
 */
record AdapterPlan(Adapter recipe, LoraPlan plan, Optional<LoraAdapter> given)
    implements TrainedPlan {
  /**
   * Reads what the recipe names, but nothing of the model than its shape.
   *
   * @throws UserError if the recipe asks for what the model has not, or the adapter to go on from
   *     is of another base or shape
   */
  static AdapterPlan of(Adapter recipe, Gemma3Config config, String baseHash) {
    checkLayers(recipe, config);
    List<Adapted> adapted = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      if (!recipe.layers().isEmpty() && !recipe.layers().contains(layer)) {
        continue;
      }
      for (Projection projection : Projection.values()) {
        if (targets(recipe).contains(projection.label())) {
          adapted.add(adapted(recipe, new Place(layer, projection)));
        }
      }
    }
    checkNames("rank_pattern", recipe.rankPattern(), adapted);
    checkNames("alpha_pattern", recipe.alphaPattern(), adapted);
    if (recipe.init().isTakenOff()) {
      adapted.forEach(one -> checkRank(recipe, one, config));
    }
    LoraPlan.Variant variant =
        new LoraPlan.Variant(recipe.dora(), recipe.dropout(), recipe.loraPlusRatio());
    LoraPlan plan = new LoraPlan(adapted, variant);
    Optional<LoraAdapter> given =
        recipe.startFrom().map(path -> given(recipe, plan, path.path(), config, baseHash));
    return new AdapterPlan(recipe, plan, given);
  }

  private static List<String> targets(Adapter recipe) {
    return recipe.targets().stream().map(io.deltatune.core.recipe.train.Projection::label).toList();
  }

  private static Adapted adapted(Adapter recipe, Place place) {
    String module = place.projection().module(place.layer());
    int rank = recipe.rank(module);
    double width = recipe.rslora() ? Math.sqrt(rank) : rank;
    return new Adapted(place, rank, recipe.alpha(module) / width);
  }

  private static void checkLayers(Adapter recipe, Gemma3Config config) {
    for (int layer : recipe.layers()) {
      if (layer >= config.layers()) {
        throw new UserError(
            ErrorCode.CONFIG,
            "adapter.layers names the layer " + layer,
            "the model has " + config.layers() + " layers, counted from 0",
            "name layers from 0 to " + (config.layers() - 1) + ", or leave adapter.layers out");
      }
    }
  }

  private static void checkNames(String key, Map<String, ?> pattern, List<Adapted> adapted) {
    for (String name : pattern.keySet()) {
      if (adapted.stream().noneMatch(one -> Adapter.fits(name, module(one.place())))) {
        throw new UserError(
            ErrorCode.CONFIG,
            "adapter." + key + " names " + name,
            "no adapted module's path ends so: they are like " + module(adapted.get(0).place()),
            "correct the name, or widen adapter.targets and adapter.layers");
      }
    }
  }

  private static void checkRank(Adapter recipe, Adapted adapted, Gemma3Config config) {
    Projection projection = adapted.place().projection();
    int most = Math.min(projection.inputs(config), projection.outputs(config));
    if (adapted.rank() > most) {
      throw new UserError(
          ErrorCode.CONFIG,
          "adapter.rank is " + adapted.rank() + " at " + module(adapted.place()),
          "init: " + recipe.init().label() + " takes its start from the weight, of rank " + most,
          "set a rank of at most " + most + " there (adapter.rank_pattern), or init: default");
    }
  }

  private static String module(Place place) {
    return place.projection().module(place.layer());
  }

  private static LoraAdapter given(
      Adapter recipe, LoraPlan plan, Path folder, Gemma3Config config, String baseHash) {
    LoraAdapter adapter = read(folder, config);
    TrainedPlan.requireSameBase(folder, adapter.config().baseModel(), baseHash);
    List<String> differences = differences(recipe, plan, adapter);
    if (!differences.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "adapter.start_from " + folder + " is another adapter than the recipe's",
          String.join("; ", differences),
          "say in the recipe what the adapter is");
    }
    return adapter;
  }

  private static LoraAdapter read(Path folder, Gemma3Config config) {
    try {
      return AdapterFolder.read(folder, config);
    } catch (UserError e) {
      throw new UserError(
          e.code(), "adapter.start_from: " + e.problem(), e.reason(), e.remedy(), e);
    }
  }

  private static List<String> differences(Adapter recipe, LoraPlan plan, LoraAdapter adapter) {
    AdapterConfig config = adapter.config();
    List<String> differences = new ArrayList<>();
    differ(differences, "adapter.rslora", recipe.rslora(), config.rankStabilised());
    differ(differences, "adapter.dora", recipe.dora(), config.shape().magnitudes());
    Collection<Place> places = plan.adapted().stream().map(Adapted::place).toList();
    if (!adapter.matrices().keySet().equals(Set.copyOf(places))) {
      differences.add(
          "adapter.targets and adapter.layers say "
              + places.size()
              + " modules, it has "
              + adapter.matrices().size()
              + ": "
              + String.join(", ", config.targets()));
      return differences;
    }
    for (Adapted one : plan.adapted()) {
      var matrix = adapter.matrices().get(one.place());
      if (matrix.rank() != one.rank()) {
        differ(differences, "adapter.rank at " + module(one.place()), one.rank(), matrix.rank());
        return differences;
      }
      if (Math.abs(matrix.scaling() - one.scaling()) > 1e-9 * one.scaling()) {
        differ(
            differences,
            "adapter.alpha by the rank at " + module(one.place()),
            one.scaling(),
            matrix.scaling());
        return differences;
      }
    }
    return differences;
  }

  private static void differ(List<String> into, String key, Object said, Object found) {
    if (!said.equals(found)) {
      into.add(key + " is " + said + ", it has " + found);
    }
  }

  @Override
  public TrainedPart on(Gemma3Model model, long seed, StartFolder start) {
    return new TrainedPart.LowRank(adapted(model, seed, start), this);
  }

  private LoraParameterisation adapted(Gemma3Model model, long seed, StartFolder folder) {
    if (given.isPresent()) {
      return LoraParameterisation.from(model, plan, given.get().matrices(), false, seed);
    }
    boolean takenOff = start().isTakenOff();
    if (takenOff && folder.isThere()) {
      return LoraParameterisation.from(model, plan, folder.read(model.config()), true, seed);
    }
    LoraParameterisation fresh = LoraParameterisation.of(model, plan, start(), seed);
    if (takenOff) {
      folder.write(new LoraAdapter(config("", false), fresh.start()));
    }
    return fresh;
  }

  /** The first values, where the recipe gives none. */
  LoraStart start() {
    return switch (recipe.init()) {
      case DEFAULT -> LoraStart.UNIFORM;
      case GAUSSIAN -> LoraStart.GAUSSIAN;
      case ORTHOGONAL -> LoraStart.ORTHOGONAL;
      case PISSA -> LoraStart.PISSA;
      case OLORA -> LoraStart.OLORA;
    };
  }

  /**
   * What PEFT is told of the adapter.
   *
   * @param doubled whether its matrices have twice the rank, since they hold the start taken off
   */
  AdapterConfig config(String baseModel, boolean doubled) {
    int ranks = doubled ? 2 : 1;
    double alphas = doubled ? recipe.rslora() ? Math.sqrt(2) : 2 : 1;
    Map<String, Integer> rankPattern = new TreeMap<>();
    Map<String, Double> alphaPattern = new TreeMap<>();
    for (Adapted one : plan.adapted()) {
      String module = module(one.place());
      rankPattern.put(module, ranks * recipe.rank(module));
      alphaPattern.put(module, alphas * recipe.alpha(module));
    }
    return new AdapterConfig(
        ranks * recipe.rank(),
        alphas * recipe.alpha(),
        recipe.rslora(),
        recipe.dropout(),
        targets(recipe),
        baseModel,
        new AdapterConfig.Shape(recipe.dora(), recipe.layers(), rankPattern, alphaPattern));
  }
}

package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.Settings;
import io.deltatune.core.config.Settings.Setting;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.PipelineRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Replacements for a pipeline from the command line: {@code name} and {@code stages} are the
 * pipeline's own keys, everything else begins with a stage's name, as in {@code
 * train.run.max_steps=20}.
 */
public final class StageSettings {
  private static final Set<String> OWN_KEYS = Set.of("name", "stages");

  private StageSettings() {}

  /** Those of the pipeline itself. */
  public static Settings own(Settings settings) {
    return new Settings(
        settings.settings().stream().filter(setting -> OWN_KEYS.contains(head(setting))).toList());
  }

  /**
   * The pipeline with those of its stages.
   *
   * @throws UserError if one belongs to no stage
   */
  public static PipelineRecipe apply(PipelineRecipe pipeline, Settings settings) {
    List<String> names = pipeline.stages().stream().map(Stage::name).toList();
    for (Setting setting : settings.settings()) {
      if (!OWN_KEYS.contains(head(setting)) && !names.contains(head(setting))) {
        throw new UserError(
            ErrorCode.CONFIG,
            "--set " + setting.path() + " belongs to no stage of " + pipeline.name(),
            "its stages are " + String.join(", ", names),
            "begin with a stage's name, as in " + names.get(0) + "." + setting.path() + "=...");
      }
    }
    List<Stage> stages = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      Settings replaced = stage.set().then(of(stage.name(), settings));
      stages.add(new Stage(stage.name(), stage.job(), stage.recipe(), replaced));
    }
    return new PipelineRecipe(pipeline.name(), stages);
  }

  private static Settings of(String stage, Settings settings) {
    return new Settings(
        settings.settings().stream()
            .filter(setting -> head(setting).equals(stage) && !setting.path().equals(stage))
            .map(
                setting ->
                    new Setting(setting.path().substring(stage.length() + 1), setting.value()))
            .collect(Collectors.toList()));
  }

  private static String head(Setting setting) {
    int dot = setting.path().indexOf('.');
    return dot < 0 ? setting.path() : setting.path().substring(0, dot);
  }
}

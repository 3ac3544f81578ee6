package io.deltatune.core.recipe;

import io.deltatune.core.config.ConfigReader;
import io.deltatune.core.config.InputFiles;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads recipes. Every problem of a recipe is reported in one {@link UserError}. */
public final class Recipes {
  private Recipes() {}

  /**
   * A recipe whose input files are all there.
   *
   * @throws UserError with every problem
   */
  public static <R extends Record> Resolved<R> read(Class<R> type, Path file, Settings settings) {
    return read(type, file, settings, InputFiles.MUST_EXIST);
  }

  /**
   * A recipe whose input files may still have to be made by an earlier stage.
   *
   * @throws UserError with every problem
   */
  public static <R extends Record> Resolved<R> read(
      Class<R> type, Path file, Settings settings, InputFiles inputFiles) {
    return new ConfigReader(System.getenv(), inputFiles).read(type, file, settings);
  }

  /**
   * The recipes of a pipeline's stages, in order, with what the stages replace in them; their input
   * files may be those that earlier stages make.
   *
   * @throws UserError with every problem of every stage
   */
  public static List<Resolved<? extends Record>> stages(PipelineRecipe pipeline) {
    List<Resolved<? extends Record>> read = new ArrayList<>();
    List<UserError> refused = new ArrayList<>();
    for (PipelineRecipe.Stage stage : pipeline.stages()) {
      try {
        Class<? extends Record> type = stage.job().recipe().type();
        read.add(read(type, stage.recipe().path(), stage.set(), InputFiles.MAY_COME_LATER));
      } catch (UserError error) {
        refused.add(
            new UserError(
                error.code(),
                "stage " + stage.name() + ": " + error.problem(),
                error.reason(),
                error.remedy(),
                error));
      }
    }
    if (refused.isEmpty()) {
      return List.copyOf(read);
    }
    throw new UserError(
        refused.get(0).code(),
        refused.stream().map(UserError::problem).collect(Collectors.joining("\n")),
        refused.get(0).reason(),
        refused.get(0).remedy(),
        refused.get(0));
  }

  /** A recipe from a text, {@code name} being its name; input files need not be there. */
  public static <R extends Record> R parse(Class<R> type, String name, String yaml) {
    return new ConfigReader(System.getenv(), InputFiles.MAY_COME_LATER)
        .parse(type, name, yaml)
        .recipe();
  }

  /**
   * What a file is a recipe of: by the name of its folder, else by its keys.
   *
   * @throws UserError if neither tells, or the file cannot be read
   */
  public static RecipeKind kind(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Optional<RecipeKind> byFolder =
        Optional.ofNullable(folder.getFileName())
            .flatMap(name -> RecipeKind.ofFolder(name.toString()));
    return byFolder
        .or(
            () ->
                RecipeKind.ofKeys(
                    new ConfigReader(System.getenv(), InputFiles.MAY_COME_LATER)
                        .topLevelKeys(file)))
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.CONFIG,
                    "cannot tell what " + file + " is a recipe of",
                    "neither its folder's name nor its keys are those of one kind only",
                    "put it into a folder named ingest, train, generate, evaluate, pipelines or sample"));
  }
}

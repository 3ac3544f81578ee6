package io.deltatune.core.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.TrainRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** A folder of training recipes for a test. */
record RecipeFolder(Path folder) {
  /** Writes a file, its lines given. */
  Path write(String name, String... lines) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException unexpected) {
      throw new java.io.UncheckedIOException(unexpected);
    }
  }

  /** Reads a recipe whose input files need not be there. */
  Resolved<TrainRecipe> read(String name, String... settings) {
    return read(InputFiles.MAY_COME_LATER, Map.of(), name, settings);
  }

  Resolved<TrainRecipe> read(
      InputFiles inputFiles, Map<String, String> variables, String name, String... settings) {
    return new ConfigReader(variables, inputFiles)
        .read(TrainRecipe.class, folder.resolve(name), Settings.parse(java.util.List.of(settings)));
  }

  /** The problems of a recipe, one a line, without the folder's path. */
  String problems(String name, String... settings) {
    return problems(InputFiles.MAY_COME_LATER, Map.of(), name, settings);
  }

  String problems(
      InputFiles inputFiles, Map<String, String> variables, String name, String... settings) {
    UserError error =
        assertThrows(UserError.class, () -> read(inputFiles, variables, name, settings));
    Assertions.assertEquals(ErrorCode.CONFIG, error.code());
    return error
        .problem()
        .replace(folder + "/", "")
        .lines()
        .skip(1)
        .map(String::strip)
        .reduce((above, below) -> above + "\n" + below)
        .orElse("");
  }
}

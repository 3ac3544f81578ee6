package io.deltatune.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.TrainRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a recipe's text is, it is read or refused as a user's mistake. */
class RecipeTextProperties {
  private static final Path REFERENCE =
      Path.of(System.getProperty("deltatune.home"), "conf/train/base.yaml");
  private static final String PIECES = "\0\t\n \"'#&*!|>%@`-?:,[]{}$~.0e1xé\uFEFF";

  @Property(tries = 300, seed = "1")
  void aDamagedRecipeIsReadOrRefused(@ForAll("edits") int[] places, @ForAll("pieces") String piece)
      throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(REFERENCE));
    for (int place : places) {
      int at = Math.floorMod(place, text.length());
      text.replace(at, Math.min(text.length(), at + Math.floorMod(place, 3)), piece);
    }
    readOrRefuse(text.toString());
  }

  @Property(tries = 300, seed = "2")
  void anyTextIsReadOrRefused(@ForAll("pieces") String start, @ForAll("pieces") String end) {
    readOrRefuse(start + "run: " + end);
  }

  @Provide
  Arbitrary<int[]> edits() {
    return Arbitraries.integers().greaterOrEqual(0).array(int[].class).ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.strings().withChars(PIECES.toCharArray()).ofMaxLength(6);
  }

  private static void readOrRefuse(String text) {
    try {
      new ConfigReader(Map.of(), InputFiles.MAY_COME_LATER).parse(TrainRecipe.class, "x", text);
    } catch (UserError refused) {
      assertEquals(ErrorCode.CONFIG, refused.code());
    }
  }
}

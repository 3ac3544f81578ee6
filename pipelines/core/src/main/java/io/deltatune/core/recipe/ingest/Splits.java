package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.OptionalInt;

/**
 * How examples are divided: by shares of the groups (below 1) or by numbers of examples (from 1).
 *
 * @param seed another seed gives another split
 * @param train examples for training; without it all that is left, with it what is left is reserve
 * @param per whether sizes count for all sources together or for each, whose shares are then met as
 *     numbers are
 * @param group {@code auto} (the row's group where its shape has one, else its prompt), or the name
 *     of a field of the rows
 */
public record Splits(
    @Default("42") long seed,
    OptionalInt train,
    @Default("0.05") double validation,
    @Default("0.1") double test,
    @Default("all") Per per,
    @Default("auto") String group) {
  public Splits {
    double shares = (validation < 1 ? validation : 0) + (test < 1 ? test : 0);
    new Requirements()
        .atLeast("train", train, 1)
        .that("validation", isSize(validation), problem(validation))
        .that("test", isSize(test), problem(test))
        .that("test", shares < 1, "validation + test is " + shares + "; expected a sum below 1")
        .notBlank("group", group)
        .verify();
  }

  /** What the sizes count for. */
  public enum Per {
    ALL,
    SOURCE
  }

  private static boolean isSize(double size) {
    return size >= 0 && (size < 1 || size == Math.rint(size)) && size <= Integer.MAX_VALUE;
  }

  private static String problem(double size) {
    return "is " + size + "; expected a share from 0 to below 1, or a number of examples from 1 up";
  }
}

package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.normalise.Normalizers;
import io.deltatune.core.normalise.RowNormalizer;
import java.util.List;

/**
 * Raw files into tables of examples.
 *
 * @param sources what is read, in this order
 * @param quality which rows go to quarantine
 * @param split how examples are divided
 */
public record IngestRecipe(List<Source> sources, Quality quality, Split split) {
  public IngestRecipe {
    sources = List.copyOf(sources);
    new Requirements()
        .notEmpty("sources", sources)
        .distinct("sources", sources.stream().map(Source::name).toList())
        .verify();
  }

  /** How a file's rows are separated. */
  public enum Format {
    /** By the first character that is not white space: {@code [} means JSON. */
    AUTO,
    /** One JSON object a line. */
    JSONL,
    /** One JSON array of objects. */
    JSON
  }

  /**
   * One dataset.
   *
   * @param name its name in the tables
   * @param path a file, a folder or a glob; {@code .gz} is decompressed
   * @param shape the fields of its rows: {@code auto}, or the name of a normaliser
   */
  public record Source(
      String name, InputPath path, @Default("auto") Format format, @Default("auto") String shape) {
    public Source {
      new Requirements()
          .name("name", name)
          .that(
              "shape",
              shape.equals(RowNormalizer.AUTO) || Normalizers.named(shape).isPresent(),
              "is '" + shape + "'; expected one of auto, " + String.join(", ", Normalizers.names()))
          .verify();
    }
  }

  /**
   * Limits, in characters (UTF-16 units).
   *
   * @param maxCharacters the longest example, all its turns together
   * @param minAnswerCharacters the shortest answer
   */
  @NotYet({"languages", "near_duplicates", "mask", "rules"})
  public record Quality(
      @Default("20000") int maxCharacters, @Default("1") int minAnswerCharacters) {
    public Quality {
      new Requirements()
          .atLeast("max_characters", maxCharacters, 1)
          .atLeast("min_answer_characters", minAnswerCharacters, 1)
          .verify();
    }
  }

  /**
   * Shares of the groups; the rest is for training.
   *
   * @param seed another seed gives another split
   * @param group {@code auto} (the row's group where its shape has one, else its prompt), or the
   *     name of a field of the rows
   */
  public record Split(
      @Default("42") long seed,
      @Default("0.05") double validation,
      @Default("0.1") double test,
      @Default("auto") String group) {
    public Split {
      new Requirements()
          .fraction("validation", validation)
          .fraction("test", test)
          .that(
              "test",
              validation + test < 1,
              "validation + test is " + (validation + test) + "; expected a sum below 1")
          .notBlank("group", group)
          .verify();
    }
  }
}

package io.deltatune.benchspark.similarity;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.TextTable;
import io.deltatune.benchspark.ResultsFile;
import io.deltatune.benchspark.rows.RowGenerator;
import io.deltatune.benchspark.similarity.AllPairs.Pair;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.RowResult;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.similarity.Jaccard;
import io.deltatune.core.similarity.Signer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Pairs that share a band of their signatures, and those of them that are alike enough, beside all
 * pairs of the same examples. What the ingestion does with bands in Spark is done here in a map.
 *
 * <pre>NearDuplicates [--rows 20000] [--seed 42] [--threshold 0.8] [--results FILE]</pre>
 */
public final class NearDuplicates {
  private static final int NGRAM = 3;

  private NearDuplicates() {}

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "rows", "seed", "threshold", "results");
          double threshold = Double.parseDouble(given.value("threshold").orElse("0.8"));
          run(given, threshold);
        });
  }

  private static void run(Arguments given, double threshold) throws IOException {
    Duplicates rules =
        new Duplicates(
            Duplicates.Exact.CONTENT,
            Duplicates.Near.REMOVE,
            threshold,
            NGRAM,
            20,
            6,
            Duplicates.Of.EXAMPLE);
    List<List<String>> examples = examples(given.number("rows", 20_000), given.number("seed", 42));
    List<String> texts = examples.stream().map(parts -> String.join("\n", parts)).toList();
    Map<Pair, Double> alike = AllPairs.from(texts, threshold);
    Map<String, Double> figures = figures(examples, texts, alike, rules);
    TextTable table = TextTable.of("figure", "value");
    figures.forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.4f", value)));
    System.out.print(table);
    if (given.path("results").isPresent()) {
      new ResultsFile(given.path("results").get())
          .append("near duplicates " + examples.size(), figures);
    }
  }

  /** The compared texts of each different example. */
  private static List<List<String>> examples(int rows, long seed) {
    RowGenerator generator = new RowGenerator(seed);
    RowNormalizer normalizer =
        new RowNormalizer("generated", RowNormalizer.AUTO, RowNormalizer.AUTO);
    Map<String, List<String>> examples = new LinkedHashMap<>();
    for (long row = 0; row < rows; row++) {
      RowResult result = normalizer.normalise("rows.jsonl", row + 1, generator.row(row).text());
      if (result instanceof RowResult.Examples made) {
        made.examples()
            .forEach(
                example ->
                    examples.putIfAbsent(
                        example.id(), Signer.texts(example, Duplicates.Of.EXAMPLE)));
      }
    }
    return new ArrayList<>(examples.values());
  }

  private static Map<String, Double> figures(
      List<List<String>> examples, List<String> texts, Map<Pair, Double> alike, Duplicates rules) {
    Set<Pair> candidates = candidates(examples, new Signer(rules));
    Set<Pair> found = new HashSet<>();
    for (Pair pair : candidates) {
      double index =
          Jaccard.ofTexts(texts.get(pair.earlier()), texts.get(pair.later()), rules.ngram());
      if (index >= rules.threshold()) {
        found.add(pair);
      }
    }
    double right = found.stream().filter(alike::containsKey).count();
    double nearby = candidates.stream().filter(alike::containsKey).count();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("examples", (double) examples.size());
    figures.put("pairs of all that are alike", (double) alike.size());
    figures.put("candidates", (double) candidates.size());
    figures.put("found", (double) found.size());
    figures.put("recall", right / alike.size());
    figures.put("precision", right / found.size());
    figures.put("precision of the candidates", nearby / candidates.size());
    return figures;
  }

  private static Set<Pair> candidates(List<List<String>> examples, Signer signer) {
    Map<Long, List<Integer>> bands = new HashMap<>();
    Set<Pair> candidates = new HashSet<>();
    for (int place = 0; place < examples.size(); place++) {
      for (long band : signer.bands(examples.get(place))) {
        List<Integer> holders = bands.computeIfAbsent(band, unseen -> new ArrayList<>(1));
        for (int holder : holders) {
          candidates.add(new Pair(holder, place));
        }
        holders.add(place);
      }
    }
    return candidates;
  }
}

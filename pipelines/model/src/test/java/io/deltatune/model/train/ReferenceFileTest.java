package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.Cut.Side;
import io.deltatune.model.train.ReferenceFile.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
  private static final List<PairExample> PAIRS =
      List.of(pair(Cut.NOTHING, 9, 8, 7), pair(Cut.NOTHING, 5, 4), pair(Cut.NOTHING, 5, 4));

  @TempDir Path folder;
  private Path path;
  private long computed;
  private long patience = Long.MAX_VALUE;

  /** Counts the pairs that are computed. */
  private final ProgressReporter counter =
      (name, unit, total) ->
          new Progress() {
            @Override
            public void advance(long units, long tokens) {
              computed += units;
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };

  /** A table of references. */
  private static final class Kept implements ReferenceStore {
    private final Map<String, Sums> sums = new HashMap<>();

    @Override
    public Map<String, Sums> known(Set<String> pairs) {
      Map<String, Sums> known = new HashMap<>(sums);
      known.keySet().retainAll(pairs);
      return known;
    }

    @Override
    public void keep(Map<String, Sums> more) {
      sums.putAll(more);
    }
  }

  @BeforeEach
  void name() {
    path = folder.resolve("reference.jsonl");
  }

  private static PairExample pair(Cut cut, int... answer) {
    return PairExample.of(new int[] {2, 3}, answer, new int[] {6}, cut, false).orElseThrow();
  }

  private Optional<List<PairExample>> judge(
      String key, List<PairExample> pairs, ReferenceStore store) {
    computed = 0;
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      return new ReferencePass(new ReferenceFile(path, key), store, () -> computed >= patience)
          .judge(pairs, ReferencePolicy.withoutAdapter(model), counter);
    }
  }

  private List<PairExample> complete(String key, List<PairExample> pairs) {
    return judge(key, pairs, ReferenceStore.NONE).orElseThrow();
  }

  @Test
  void pairsAreComputedOnceAndReadWithEveryDigitThereafter() {
    List<PairExample> first = complete("model", PAIRS);
    assertEquals(2, computed, "equal pairs are computed once");
    assertTrue(first.get(0).chosenReference() < first.get(0).rejectedReference() - 1);
    assertEquals(references(first), references(complete("model", PAIRS)));
    assertEquals(0, computed, "nothing is computed again");
  }

  @Test
  void anotherCutIsAnotherPair() {
    complete("model", PAIRS);
    complete("model", List.of(pair(new Cut(4, Side.KEEP_START), 9, 8, 7)));
    assertEquals(1, computed);
    complete("model", PAIRS);
    assertEquals(0, computed, "what was known stays");
  }

  @Test
  void theFileOfAnotherModelAndADamagedOneAreRefused() throws IOException {
    complete("model fp32", PAIRS);
    for (String another : List.of("another fp32", "model bf16")) {
      UserError other = assertThrows(UserError.class, () -> complete(another, PAIRS));
      assertEquals(ErrorCode.RESUME, other.code());
      assertTrue(other.getMessage().contains("another reference"), other.getMessage());
    }
    Files.writeString(path, "{\"pair\":\"x\",\"chosen\":1}\n", StandardOpenOption.APPEND);
    UserError damaged = assertThrows(UserError.class, () -> complete("model fp32", PAIRS));
    assertEquals(ErrorCode.MALFORMED_FILE, damaged.code());
    assertTrue(damaged.getMessage().contains("no number 'rejected'"), damaged.getMessage());
  }

  @Test
  void whatIsComputedDoesNotDependOnWhatIsKnown() throws IOException {
    List<PairExample> pairs = pairs(12);
    Kept kept = new Kept();
    List<List<Double>> expected = references(judge("model", pairs, kept).orElseThrow());
    assertEquals(12, kept.sums.size(), "all are left in the store");
    Kept half = new Kept();
    pairs.stream()
        .map(ReferencePass::hash)
        .limit(5)
        .forEach(hash -> half.sums.put(hash, kept.sums.get(hash)));
    Files.delete(path);
    assertEquals(expected, references(judge("model", pairs, half).orElseThrow()));
    assertEquals(7, computed, "what the store knows is not computed");
    assertEquals(kept.sums, half.sums, "the rest is left there");
    assertEquals(expected, references(complete("model", pairs.subList(0, 12))));
    assertEquals(0, computed, "what came from the store is in the file");
  }

  @Test
  void aStoppedPassKeepsWhatItDidAndTheNextOneDoesTheRest() throws IOException {
    List<PairExample> pairs = pairs(ReferencePass.GROUP + 9);
    List<List<Double>> expected = references(complete("model", pairs));
    Files.delete(path);

    patience = ReferencePass.GROUP + 2;
    Kept kept = new Kept();
    assertTrue(judge("model", pairs, kept).isEmpty(), "the pass was stopped");
    assertEquals(ReferencePass.GROUP + 2, kept.sums.size(), "what was done is kept");
    assertEquals(ReferencePass.GROUP + 3, Files.readAllLines(path).size(), "a line each, a key");

    patience = Long.MAX_VALUE;
    String torn = Files.readString(path);
    Files.writeString(path, torn.substring(0, torn.length() - 9));
    assertEquals(expected, references(complete("model", pairs)));
    assertEquals(8, computed, "those that were missing, and the one cut short");
    assertEquals(pairs.size() + 1, Files.readAllLines(path).size());
  }

  @Test
  void aKillCostsOneGroupAtMost() throws IOException {
    List<PairExample> pairs = pairs(ReferencePass.GROUP + 9);
    complete("model", pairs);
    String whole = Files.readString(path);
    int group = whole.lines().limit(ReferencePass.GROUP + 1).mapToInt(String::length).sum();
    Files.writeString(path, whole.substring(0, group + ReferencePass.GROUP + 1 + 30));
    complete("model", pairs);
    assertEquals(9, computed);
  }

  private static List<PairExample> pairs(int count) {
    List<PairExample> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] chosen = new int[1 + i % 5];
      Arrays.fill(chosen, 5 + i);
      pairs.add(pair(Cut.NOTHING, chosen));
    }
    return pairs;
  }

  private static List<List<Double>> references(List<PairExample> pairs) {
    return pairs.stream()
        .map(pair -> List.of(pair.chosenReference(), pair.rejectedReference()))
        .toList();
  }
}

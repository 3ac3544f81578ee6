package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.Cut.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
  private static final List<PairExample> PAIRS =
      List.of(pair(Cut.NOTHING, 9, 8, 7), pair(Cut.NOTHING, 5, 4), pair(Cut.NOTHING, 5, 4));

  @TempDir Path folder;
  private Path path;

  /** Counts the pairs that are computed. */
  private static final class Counted implements Progress {
    private long pairs;

    @Override
    public void advance(long units, long tokens) {
      pairs += units;
    }

    @Override
    public void note(String text) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void name() {
    path = folder.resolve("reference.jsonl");
  }

  private static PairExample pair(Cut cut, int... answer) {
    return PairExample.of(new int[] {2, 3}, answer, new int[] {6}, cut, false).orElseThrow();
  }

  private List<PairExample> complete(String key, List<PairExample> pairs, Counted computed) {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      return new ReferenceFile(path, key)
          .complete(pairs, ReferencePolicy.withoutAdapter(model), 4, computed);
    }
  }

  @Test
  void pairsAreComputedOnceAndReadWithEveryDigitThereafter() {
    Counted computed = new Counted();
    List<PairExample> first = complete("model", PAIRS, computed);
    assertEquals(2, computed.pairs, "equal pairs are computed once");
    assertTrue(first.get(0).chosenReference() < first.get(0).rejectedReference() - 1);
    List<PairExample> second = complete("model", PAIRS, computed);
    assertEquals(2, computed.pairs, "nothing is computed again");
    for (int i = 0; i < PAIRS.size(); i++) {
      assertEquals(first.get(i).chosenReference(), second.get(i).chosenReference());
      assertEquals(first.get(i).rejectedReference(), second.get(i).rejectedReference());
    }
  }

  @Test
  void anotherCutIsAnotherPair() {
    Counted computed = new Counted();
    complete("model", PAIRS, computed);
    complete("model", List.of(pair(new Cut(4, Side.KEEP_START), 9, 8, 7)), computed);
    assertEquals(3, computed.pairs);
    complete("model", PAIRS, computed);
    assertEquals(3, computed.pairs, "what was known stays");
  }

  @Test
  void theFileOfAnotherModelAndADamagedOneAreRefused() throws IOException {
    complete("model", PAIRS, new Counted());
    UserError other =
        assertThrows(UserError.class, () -> complete("another", PAIRS, new Counted()));
    assertEquals(ErrorCode.RESUME, other.code());
    assertTrue(other.getMessage().contains("another reference"), other.getMessage());
    Files.writeString(path, "{\"pair\":\"x\",\"chosen\":1}\n", StandardOpenOption.APPEND);
    UserError damaged =
        assertThrows(UserError.class, () -> complete("model", PAIRS, new Counted()));
    assertEquals(ErrorCode.MALFORMED_FILE, damaged.code());
    assertTrue(damaged.getMessage().contains("no number 'rejected'"), damaged.getMessage());
  }
}

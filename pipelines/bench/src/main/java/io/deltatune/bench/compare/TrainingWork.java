package io.deltatune.bench.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Training that both sides do: LoRA of rank 16 and alpha 32 on all seven projections, in file
 * order, given in token ids so that no tokenizer takes part. It travels between processes as JSON.
 *
 * @param name what the tables call it
 * @param objective {@code sft} (every position labelled) or {@code dpo}
 * @param batch rows a step
 * @param maxLength at least every row's length
 * @param rows in the order of the steps
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record TrainingWork(String name, String objective, int batch, int maxLength, List<TokenRow> rows) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Random ids lie above the control tokens. */
  private static final int FIRST_ID = 300;

  /** A row: {@code inputIds}, or a pair's three parts. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record TokenRow(int[] inputIds, int[] promptIds, int[] chosenIds, int[] rejectedIds) {
    int length() {
      return inputIds == null
          ? promptIds.length + Math.max(chosenIds.length, rejectedIds.length)
          : inputIds.length;
    }
  }

  /** Random tokens, {@code steps} times two rows of 512. */
  static TrainingWork sft(int vocabulary, int steps) {
    Random random = new Random(1);
    List<TokenRow> rows = new ArrayList<>();
    for (int row = 0; row < 2 * steps; row++) {
      int[] ids = random.ints(512, FIRST_ID, vocabulary).toArray();
      rows.add(new TokenRow(ids, null, null, null));
    }
    return new TrainingWork("sft", "sft", 2, 512, rows);
  }

  /** Pairs, one a step. */
  static TrainingWork dpo(List<TokenRow> pairs) {
    int longest = pairs.stream().mapToInt(TokenRow::length).max().orElseThrow();
    return new TrainingWork("dpo", "dpo", 1, Math.max(1024, longest), pairs);
  }

  int steps() {
    return rows.size() / batch;
  }

  void write(Path path) throws IOException {
    MAPPER.writeValue(path.toFile(), this);
  }

  static TrainingWork read(Path path) throws IOException {
    return MAPPER.readValue(path.toFile(), TrainingWork.class);
  }
}

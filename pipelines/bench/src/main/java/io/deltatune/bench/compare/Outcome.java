package io.deltatune.bench.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a process says after a {@link Workload}; the reference writes the same JSON.
 *
 * @param figures by name: {@code tokens/s}, {@code decode tokens/s}, {@code requests/s}, {@code
 *     open s}
 * @param tokens the new tokens of each prompt, or null
 * @param scores of each request, or null
 * @param memory of the process
 * @param versions of what computed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outcome(
    Map<String, Double> figures,
    int[][] tokens,
    List<Score> scores,
    Memory memory,
    String versions) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A request's score.
   *
   * @param logLikelihood sum over the continuation
   * @param greedy whether each of its tokens was the most probable one
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Score(double logLikelihood, boolean greedy) {}

  /**
   * Memory in bytes.
   *
   * @param peak most resident pages of the whole process, opening included
   * @param workingPeak the same after opening
   * @param anonymous its own pages: at their peak here, at the end in the reference
   * @param file pages of mapped files at that time
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Memory(long peak, long workingPeak, long anonymous, long file) {}

  void write(Path path) throws IOException {
    MAPPER.writeValue(path.toFile(), this);
  }

  static Outcome read(Path path) throws IOException {
    return MAPPER.readValue(path.toFile(), Outcome.class);
  }
}

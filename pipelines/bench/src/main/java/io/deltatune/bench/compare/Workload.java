package io.deltatune.bench.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Work that both sides do, given in token ids so that no tokenizer takes part. It travels between
 * processes as JSON.
 *
 * @param name what the tables call it
 * @param kind {@code generate} or {@code score}
 * @param newTokens for each prompt, whatever they are: nothing ends an answer early
 * @param peerBatch the reference's batch
 * @param repeat how often it is measured; the median counts
 * @param decodeRate whether the time of the first tokens is also taken, to tell the rest's rate
 * @param maxLength at least every request's length
 * @param prompts of generation
 * @param requests of scoring
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Workload(
    String name,
    Kind kind,
    int newTokens,
    int peerBatch,
    int repeat,
    boolean decodeRate,
    int maxLength,
    int[][] prompts,
    List<Request> requests) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What is to be done. */
  public enum Kind {
    @JsonProperty("generate")
    GENERATE,
    @JsonProperty("score")
    SCORE
  }

  /**
   * A continuation whose log-likelihood is asked for.
   *
   * @param context token ids from {@code <bos>} on
   * @param continuation token ids, at least one
   */
  public record Request(int[] context, int[] continuation) {}

  /** Generation of {@code newTokens} after each prompt. */
  public static Workload generation(
      String name, int[][] prompts, int newTokens, int peerBatch, int repeat, boolean decodeRate) {
    return new Workload(
        name, Kind.GENERATE, newTokens, peerBatch, repeat, decodeRate, 0, prompts, List.of());
  }

  /** Scoring of requests. */
  public static Workload scoring(String name, List<Request> requests, int peerBatch, int repeat) {
    int longest =
        requests.stream()
            .mapToInt(request -> request.context().length + request.continuation().length)
            .max()
            .orElse(0);
    return new Workload(
        name,
        Kind.SCORE,
        0,
        peerBatch,
        repeat,
        false,
        Math.max(longest, 1024),
        new int[0][],
        requests);
  }

  /** The same work, measured so often. */
  Workload repeated(int times) {
    return new Workload(
        name, kind, newTokens, peerBatch, times, decodeRate, maxLength, prompts, requests);
  }

  void write(Path path) throws IOException {
    MAPPER.writeValue(path.toFile(), this);
  }

  static Workload read(Path path) throws IOException {
    return MAPPER.readValue(path.toFile(), Workload.class);
  }
}

package io.deltatune.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.Progress;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.gemma3.Gemma3Model;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the reference model makes of pairs, computed once and kept: {@code reference.jsonl}, whose
 * first line holds the key of the model and each other one {@code {"pair", "chosen", "rejected"}},
 * where the pair is a hash over its token ids after template and cut. A file under another key is
 * refused.
 */
public final class ReferenceFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;
  private final String key;

  /** The summed log-probabilities of a pair's answers. */
  public record Sums(double chosen, double rejected) {}

  /**
   * @param key of the reference model
   */
  public ReferenceFile(Path path, String key) {
    this.path = path;
    this.key = key;
  }

  /**
   * The pairs with their references. What the file lacks is computed and added to it.
   *
   * @param progress advanced by pairs that are computed
   * @throws UserError if the file is of another model, or cannot be read or written
   */
  public List<PairExample> complete(
      List<PairExample> pairs, ReferencePolicy policy, int batchSize, Progress progress) {
    Map<String, Sums> known = read();
    Map<String, PairExample> missing = new HashMap<>();
    for (PairExample pair : pairs) {
      String hash = hash(pair);
      if (!known.containsKey(hash)) {
        missing.put(hash, pair);
      }
    }
    if (!missing.isEmpty()) {
      List<Map.Entry<String, PairExample>> order = new ArrayList<>(missing.entrySet());
      order.sort(
          Comparator.comparingInt(
                  (Map.Entry<String, PairExample> entry) -> entry.getValue().length())
              .thenComparing(Map.Entry::getKey));
      for (int i = 0; i < order.size(); i += batchSize) {
        compute(order.subList(i, Math.min(order.size(), i + batchSize)), policy, known, progress);
      }
      write(known);
    }
    return pairs.stream()
        .map(
            pair -> {
              Sums sums = known.get(hash(pair));
              return pair.withReferences(sums.chosen(), sums.rejected());
            })
        .toList();
  }

  private static void compute(
      List<Map.Entry<String, PairExample>> entries,
      ReferencePolicy policy,
      Map<String, Sums> into,
      Progress progress) {
    List<PairExample> pairs = entries.stream().map(Map.Entry::getValue).toList();
    List<Sums> sums = policy.judge(pairs);
    long tokens = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (!Double.isFinite(sums.get(i).chosen()) || !Double.isFinite(sums.get(i).rejected())) {
        throw Gemma3Model.notNumbers();
      }
      into.put(entries.get(i).getKey(), sums.get(i));
      tokens += pairs.get(i).length();
    }
    progress.advance(entries.size(), tokens);
  }

  /** The hash of a pair's tokens. */
  static String hash(PairExample pair) {
    return ContentHash.of("pair_tokens")
        .field(bytes(pair.chosen().prompt()))
        .field(bytes(pair.chosen().answer()))
        .field(bytes(pair.rejected().prompt()))
        .field(bytes(pair.rejected().answer()))
        .hex();
  }

  private static byte[] bytes(int[] tokens) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * tokens.length);
    bytes.asIntBuffer().put(tokens);
    return bytes.array();
  }

  /**
   * What the file holds, by the pairs' hashes.
   *
   * @throws UserError as {@link #complete}
   */
  public Map<String, Sums> sums() {
    return Map.copyOf(read());
  }

  /** Adds what is known from elsewhere; what the file holds stays. */
  public void add(Map<String, Sums> more) {
    Map<String, Sums> known = new HashMap<>(more);
    known.putAll(read());
    write(known);
  }

  private Map<String, Sums> read() {
    Map<String, Sums> known = new HashMap<>();
    if (!Files.exists(path)) {
      return known;
    }
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      String first = lines.readLine();
      String found = first == null ? "" : MAPPER.readTree(first).path("key").asText();
      if (!found.equals(key)) {
        throw new UserError(
            ErrorCode.RESUME,
            path + " holds log-probabilities of another reference",
            "its key is '" + found + "', that of this run's reference model " + key,
            "remove the file to have them computed, or train from the model they were made with");
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = MAPPER.readTree(line);
        known.put(
            row.path("pair").asText(), new Sums(number(row, "chosen"), number(row, "rejected")));
      }
      return known;
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be read",
          String.valueOf(e.getMessage()),
          "check the file's permissions, or remove it",
          e);
    }
  }

  private double number(JsonNode row, String name) {
    JsonNode value = row.path(name);
    if (!value.isNumber()) {
      throw malformed("a line has no number '" + name + "'", null);
    }
    return value.doubleValue();
  }

  private UserError malformed(String cause, Exception origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is damaged",
        cause,
        "remove it to have the log-probabilities computed again",
        origin);
  }

  private void write(Map<String, Sums> known) {
    StringBuilder text = new StringBuilder("{\"key\":\"").append(key).append("\"}\n");
    known.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                text.append("{\"pair\":\"")
                    .append(entry.getKey())
                    .append("\",\"chosen\":")
                    .append(entry.getValue().chosen())
                    .append(",\"rejected\":")
                    .append(entry.getValue().rejected())
                    .append("}\n"));
    AtomicFiles.writeText(path, text.toString());
  }
}

package io.deltatune.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.bench.compare.Workload.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Requests from the texts of MMLU and HellaSwag, and pairs of answers. Gemma's own tokenizer is
 * gated, so that a word is made one token (two from the ninth letter on), its id drawn from its
 * hash: lengths and common prefixes are about those of the real thing.
 */
final class Texts {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PIECE = Pattern.compile("\\s?\\p{L}{1,8}|\\s?\\p{N}|\\s?[^\\s]|\\n");
  private static final int BOS = 2;
  private static final int FIRST_TEXT_ID = 300;
  private static final List<String> LETTERS = List.of("A", "B", "C", "D");

  private final int vocabulary;

  Texts(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Four one-token choices for some questions of the test split, zero-shot. */
  List<Request> mmlu(Path realData, int questions) throws IOException {
    List<Request> requests = new ArrayList<>();
    for (JsonNode row : rows(realData.resolve("mmlu/mmlu_test.jsonl"), questions)) {
      StringBuilder text = new StringBuilder(row.get("question").asText());
      for (int choice = 0; choice < LETTERS.size(); choice++) {
        text.append("\n").append(LETTERS.get(choice)).append(". ");
        text.append(row.get("choices").get(choice).asText());
      }
      int[] context = context(text.append("\nAnswer:").toString());
      for (String letter : LETTERS) {
        requests.add(new Request(context, ids(" " + letter)));
      }
    }
    return requests;
  }

  /** Four endings of some documents, as the harness prepares them. */
  List<Request> hellaswag(Path realData, int documents) throws IOException {
    Path file = realData.resolve("golden/hellaswag_raw1000_lm_eval_preprocessed.jsonl");
    List<Request> requests = new ArrayList<>();
    for (JsonNode row : rows(file, documents)) {
      int[] context = context(row.get("query").asText());
      for (JsonNode choice : row.get("choices")) {
        requests.add(new Request(context, ids(" " + choice.asText())));
      }
    }
    return requests;
  }

  /** The first pairs of a file in LLaMA-Factory's form, their turns between Gemma's markers. */
  List<TrainingWork.TokenRow> pairs(Path realData, int count) throws IOException {
    Path file = realData.resolve("llamafactory_demo/dpo_en_demo.json");
    List<TrainingWork.TokenRow> pairs = new ArrayList<>();
    try (InputStream in = open(file)) {
      for (JsonNode row : MAPPER.readTree(in)) {
        if (pairs.size() == count) {
          break;
        }
        StringBuilder prompt = new StringBuilder();
        for (JsonNode turn : row.get("conversations")) {
          String role = turn.get("from").asText().equals("human") ? "user" : "model";
          prompt.append("| ").append(role).append("\n").append(turn.get("value").asText());
          prompt.append("|\n");
        }
        pairs.add(
            new TrainingWork.TokenRow(
                null,
                context(prompt.append("| model\n").toString()),
                ids(row.get("chosen").get("value").asText() + "|\n"),
                ids(row.get("rejected").get("value").asText() + "|\n")));
      }
    }
    return pairs;
  }

  private int[] context(String text) {
    int[] ids = ids(text);
    int[] context = new int[ids.length + 1];
    context[0] = BOS;
    System.arraycopy(ids, 0, context, 1, ids.length);
    return context;
  }

  private int[] ids(String text) {
    List<Integer> ids = new ArrayList<>();
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      int hash = Integer.rotateLeft(piece.group().hashCode() * 0x9E3779B1, 15);
      ids.add(FIRST_TEXT_ID + Math.floorMod(hash, vocabulary - FIRST_TEXT_ID));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Some of a file's rows, evenly spread. */
  private static List<JsonNode> rows(Path file, int count) throws IOException {
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(MAPPER.readTree(lines.get((int) ((long) i * lines.size() / count))));
    }
    return rows;
  }

  /** A file or its gzipped twin. */
  private static InputStream open(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.newInputStream(file);
    }
    return new GZIPInputStream(
        Files.newInputStream(file.resolveSibling(file.getFileName() + ".gz")));
  }
}

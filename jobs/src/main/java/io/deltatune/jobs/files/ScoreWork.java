package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.progress.Progress;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.score.Scorer;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import io.deltatune.model.tokenizer.PairEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells how probable continuations are: {@code {"id", "context", "continuation"}} become {@code
 * {"id", "log_likelihood", "is_greedy", "token_log_likelihoods"}}, encoded as lm-evaluation-harness
 * does.
 */
public final class ScoreWork {
  private ScoreWork() {}

  /**
   * @param withBeginning whether {@code <bos>} stands before each context
   * @throws io.deltatune.core.error.UserError naming the file and line of a row that cannot be
   *     used, or if a file or folder cannot be used
   */
  public static void run(
      Workplace workplace, ModelChoice choice, boolean withBeginning, Path in, Path out) {
    workplace.log().capture();
    List<JsonLine> lines = JsonLines.all(in);
    List<Scorer.Request> requests = requests(choice.folder(), withBeginning, lines);
    OpenOptions options = Engines.prepare(choice);
    try (Scorer scorer = Scorer.open(choice.folder(), choice.adapter(), options);
        Progress progress =
            workplace.console().progress().start("score", "rows", requests.size())) {
      List<Scorer.Score> scores = scorer.score(requests, progress);
      JsonLinesWriter.write(
          out,
          writer -> {
            for (int i = 0; i < scores.size(); i++) {
              writer.add(row(lines.get(i), scores.get(i)));
            }
          });
    }
    workplace.console().message("score: " + requests.size() + " rows -> " + out);
  }

  private static List<Scorer.Request> requests(
      Path folder, boolean withBeginning, List<JsonLine> lines) {
    List<PairEncoder.Pair> pairs = new ArrayList<>();
    for (JsonLine line : lines) {
      try {
        pairs.add(new PairEncoder.Pair(line.text("context"), line.text("continuation")));
      } catch (BadRowException e) {
        throw line.refused(e);
      }
    }
    int positions = Gemma3Config.read(folder).maximumPositions();
    // Raw text: no conversation is rendered, so that the folder's chat template does not matter.
    try (GemmaTokenizer tokenizer = GemmaTokenizer.open(folder, ChatTemplate.GEMMA3)) {
      PairEncoder encoder = new PairEncoder(tokenizer, withBeginning, positions);
      List<Scorer.Request> requests = new ArrayList<>();
      for (PairEncoder.Encoded pair : encoder.encode(pairs)) {
        if (pair == null) {
          throw lines
              .get(requests.size())
              .refused(
                  new BadRowException(
                      "the continuation has no tokens of its own, or more than the model's "
                          + positions
                          + " positions, or nothing stands before it"));
        }
        requests.add(new Scorer.Request(pair.context(), pair.continuation()));
      }
      return requests;
    }
  }

  private static ObjectNode row(JsonLine line, Scorer.Score score) {
    ObjectNode row = JsonLinesWriter.row(line.id());
    row.put("log_likelihood", score.logLikelihood());
    row.put("is_greedy", score.greedy());
    ArrayNode tokens = row.putArray("token_log_likelihoods");
    for (float value : score.tokenLogLikelihoods()) {
      tokens.add(value);
    }
    return row;
  }
}

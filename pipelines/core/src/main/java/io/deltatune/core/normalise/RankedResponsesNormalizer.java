package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.PreferencePair;
import java.util.List;

/**
 * Rows of a prompt and several answers with scores (the higher, the better) or ranks (the lower,
 * the better), best-of-n: UltraFeedback ({@code completions[].overall_score}), Nectar ({@code
 * answers[].rank}), RRHF ({@code responses} and {@code scores}). The pair is the best answer and
 * the worst, of answers with a score; between equals the first one is the best and the last the
 * worst. Best against worst is what a judge is surest of, and one pair a row lets no prompt weigh
 * more than another.
 */
public final class RankedResponsesNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "ranked_responses";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return ResponsesNormalizer.hasAnswers(fields) && Answers.areRanked(fields);
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(() -> pair(row));
  }

  private static PreferencePair pair(RawRecord row) {
    JsonNode fields = row.fields();
    Turns prompt = ResponsesNormalizer.prompt(fields);
    List<Answers.Answer> answers = Answers.of(fields);
    int best = Answers.extreme(answers, true);
    int worst = Answers.extreme(answers, false);
    if (best < 0) {
      throw new Rejection(RejectionReason.NOT_RANKED, "no answer has a score or a rank");
    }
    if (best == worst) {
      throw new Rejection(RejectionReason.TOO_FEW_ANSWERS, "only one answer has a score or a rank");
    }
    Answers.Answer chosen = answers.get(best);
    Answers.Answer rejected = answers.get(worst);
    if (chosen.worth().equals(rejected.worth())) {
      throw new Rejection(RejectionReason.TIED, "all answers have the same score or rank");
    }
    return Examples.preference(
        row,
        Examples.prompt(prompt.messages()),
        chosen.text(),
        rejected.text(),
        chosen.score(),
        rejected.score());
  }
}

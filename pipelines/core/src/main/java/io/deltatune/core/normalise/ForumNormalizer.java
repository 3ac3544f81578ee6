package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.PreferencePair;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Answers in a forum, one a row, with votes: {@code questionID}, {@code questionTitle}, {@code
 * questionText}, {@code answerText}, {@code upvotes}, the shape of CounselChat. The answer with the
 * most votes and the one with the fewest make a pair, whose scores are the votes; between equals
 * the first row is the best and the last the worst. Where all have the same votes there is no pair,
 * and the answers between best and worst are in none.
 *
 * <p>The prompt is the title and, on the next line, the text. Answers belong together where id,
 * title and text are the same: CounselChat gives one id to two questions here and there, and an
 * answer to another question is no worse answer.
 */
public final class ForumNormalizer implements JoiningNormalizer {
  private static final long serialVersionUID = 1L;

  private static final String[] ID = {"questionID", "question_id", "qid"};
  private static final String[] TITLE = {"questionTitle", "question_title", "title"};
  private static final String[] TEXT = {"questionText", "question_text", "question", "body"};
  private static final String[] ANSWER = {"answerText", "answer_text", "answer"};
  private static final String[] VOTES = {"upvotes", "votes", "score"};

  @Override
  public String name() {
    return "forum";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    return Fields.has(fields, ID) && Fields.has(fields, ANSWER) && Fields.has(fields, VOTES);
  }

  @Override
  public Result<String> key(RawRecord row) {
    return Rejection.resultOf(
        () -> {
          answer(row);
          return id(row.fields()) + "\n" + question(row.fields());
        });
  }

  @Override
  public Whole join(List<RawRecord> rows) {
    WholeBuilder whole = new WholeBuilder(rows);
    List<RawRecord> answered = new ArrayList<>();
    List<Answers.Answer> answers = new ArrayList<>();
    for (RawRecord row : whole.rows()) {
      try {
        answers.add(answer(row));
        answered.add(row);
      } catch (Rejection rejection) {
        whole.refuse(row, rejection);
      }
    }
    return whole.build(pair(whole, answered, answers));
  }

  /** Adds the pair, where there is one. What is given back is why the other rows are in none. */
  private static Rejection pair(
      WholeBuilder whole, List<RawRecord> rows, List<Answers.Answer> answers) {
    if (rows.size() < 2) {
      return new Rejection(
          RejectionReason.TOO_FEW_ANSWERS, "the question has no other answer to compare with");
    }
    int best = Answers.extreme(answers, true);
    int worst = Answers.extreme(answers, false);
    if (answers.get(best).worth().equals(answers.get(worst).worth())) {
      return new Rejection(
          RejectionReason.TIED, "all answers to the question have the same number of votes");
    }
    RawRecord chosen = rows.get(best);
    whole.make(
        List.of(chosen, rows.get(worst)),
        () -> pair(chosen, answers.get(best), answers.get(worst)));
    return new Rejection(
        RejectionReason.NOT_PAIRED,
        "the answer has neither the most votes of its question nor the fewest");
  }

  private static PreferencePair pair(RawRecord row, Answers.Answer best, Answers.Answer worst) {
    Conversation prompt =
        Examples.prompt(Prompts.user(row.fields(), question(row.fields())).messages());
    return Examples.preference(row, prompt, best.text(), worst.text(), best.score(), worst.score());
  }

  private static Answers.Answer answer(RawRecord row) {
    String text = Fields.text(row.fields(), ANSWER);
    if (text.isBlank()) {
      throw new Rejection(RejectionReason.EMPTY_ANSWER, "the answer is empty");
    }
    JsonNode written = Fields.present(row.fields(), VOTES);
    OptionalDouble votes = Fields.number(written);
    if (votes.isEmpty()) {
      throw Fields.wrongType(VOTES[0], "a number", written);
    }
    return new Answers.Answer(text, votes, votes);
  }

  private static String id(JsonNode fields) {
    JsonNode id = Fields.present(fields, ID);
    if (!id.isValueNode()) {
      throw Fields.wrongType(ID[0], "a text or a number", id);
    }
    return id.asText();
  }

  private static String question(JsonNode fields) {
    String title = Fields.optionalContent(fields, TITLE).orElse("");
    String text = Fields.optionalContent(fields, TEXT).orElse("");
    if (title.isEmpty() && text.isEmpty()) {
      throw new Rejection(RejectionReason.EMPTY_PROMPT, "the question has no title and no text");
    }
    return title.isEmpty() || text.isEmpty() ? title + text : title + "\n" + text;
  }
}

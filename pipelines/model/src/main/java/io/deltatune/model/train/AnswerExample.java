package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.train.Completion.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A sequence some of whose tokens are to be predicted; the first of it cannot be. */
public record AnswerExample(EncodedConversation conversation) implements TrainingExample {
  /** Each conversation as an example. */
  public static List<AnswerExample> all(List<EncodedConversation> conversations) {
    return conversations.stream().map(AnswerExample::new).toList();
  }

  @Override
  public int length() {
    return conversation.length();
  }

  @Override
  public int labels() {
    int count = 0;
    for (int i = 1; i < conversation.length(); i++) {
      if (conversation.labelled()[i]) {
        count++;
      }
    }
    return count;
  }

  @Override
  public IntStream tokens() {
    return Arrays.stream(conversation.tokens());
  }

  @Override
  public void addTo(MicroBatch.Builder builder, TrainingExample before) {
    int[] tokens = conversation.tokens();
    builder.count(tokens.length);
    int start = builder.sequence(tokens).start();
    builder.open(Kind.ANSWER, tokens.length);
    for (int i = 1; i < tokens.length; i++) {
      if (conversation.labelled()[i]) {
        builder.label(start + i - 1, tokens[i]);
      }
    }
    builder.close(Double.NaN);
  }
}

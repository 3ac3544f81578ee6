package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lists of all normalisers. */
public final class Normalizers {
  /**
   * Every normaliser of single rows; where two recognise a row, the earlier one takes it. Pairs and
   * labels come before conversations and these before single answers, because their rows often have
   * the fields of these too; what one field marks comes last.
   */
  public static final List<Normalizer> ALL =
      List.of(
          new OasstTreesNormalizer(),
          new OasstTreePairsNormalizer(),
          new MessagePairsNormalizer(),
          new UltraFeedbackBinarizedNormalizer(),
          new ShareGptPairsNormalizer(),
          new OrcaDpoNormalizer(),
          new AlpacaPairsNormalizer(),
          new PreferenceNormalizer(),
          new HhRlhfNormalizer(),
          new KtoNormalizer(),
          new ToolCallsNormalizer(),
          new MessagesNormalizer(),
          new ShareGptNormalizer(),
          new SelfInstructNormalizer(),
          new RankedResponsesNormalizer(),
          new ResponsesNormalizer(),
          new DollyNormalizer(),
          new PromptResponseNormalizer(),
          new AlpacaNormalizer(),
          new GuanacoNormalizer(),
          new PlainTextNormalizer());

  /** Every normaliser of rows that belong together; they are asked before those of single rows. */
  public static final List<JoiningNormalizer> JOINING =
      List.of(
          new ForumNormalizer(), //
          new OasstMessagesNormalizer(),
          new OasstMessagePairsNormalizer());

  private Normalizers() {}

  /** The normaliser of a name. */
  public static Optional<Normalizer> named(String name) {
    return ALL.stream().filter(normalizer -> normalizer.name().equals(name)).findFirst();
  }

  /** The joining normaliser of a name. */
  public static Optional<JoiningNormalizer> joining(String name) {
    return JOINING.stream().filter(normalizer -> normalizer.name().equals(name)).findFirst();
  }

  /** The first normaliser of single rows that recognises these fields. */
  public static Optional<Normalizer> recognising(ObjectNode fields) {
    for (Normalizer normalizer : ALL) {
      if (normalizer.recognises(fields)) {
        return Optional.of(normalizer);
      }
    }
    return Optional.empty();
  }

  /** The first joining normaliser that recognises these fields. */
  public static Optional<JoiningNormalizer> joining(ObjectNode fields) {
    for (JoiningNormalizer normalizer : JOINING) {
      if (normalizer.recognises(fields)) {
        return Optional.of(normalizer);
      }
    }
    return Optional.empty();
  }

  /** All names, for messages. */
  public static List<String> names() {
    return Stream.concat(
            JOINING.stream().map(JoiningNormalizer::name), ALL.stream().map(Normalizer::name))
        .toList();
  }
}

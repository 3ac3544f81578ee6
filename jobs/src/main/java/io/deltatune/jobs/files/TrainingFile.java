package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ChatTemplateException;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.chat.JsonMessages;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.model.run.ExampleEncoder;
import io.deltatune.model.train.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Rows of a JSONL file to train on, under the names that TRL's data sets have. Conversations:
 * {@code messages}, or {@code input_ids} with {@code labels}, -100 where nothing is learnt. Pairs:
 * {@code prompt}, {@code chosen} and {@code rejected} as strings or lists of messages (whole
 * conversations where there is no prompt), or {@code prompt_ids}, {@code chosen_ids} and {@code
 * rejected_ids}. Judged answers: {@code prompt}, {@code completion} and {@code label}, or {@code
 * prompt_ids}, {@code completion_ids} and {@code label}. For pre-training: {@code text} or {@code
 * input_ids}.
 *
 * @param examples in the order that was asked for
 * @param names the file and line of each
 * @param leftOut the file and line of rows that the cut at the greatest length left nothing to
 *     learn of
 * @param fingerprint of the rows that were chosen
 */
record TrainingFile(
    List<TrainingExample> examples, List<String> names, List<String> leftOut, String fingerprint) {
  private static final int NOT_LEARNT = -100;

  /**
   * Which rows of the file.
   *
   * @param limit how many at most, the first ones in the order
   * @param seed of a shuffled order
   */
  record Choice(OptionalInt limit, RowOrder order, long seed) {}

  /**
   * Reads and encodes a file.
   *
   * @param vocabularySize token ids must be below
   * @throws UserError naming the line of a row that cannot be used, or if there is none
   */
  static TrainingFile read(Path file, Choice choice, ExampleEncoder encoder, int vocabularySize) {
    List<JsonLine> lines = new ArrayList<>(JsonLines.all(file));
    if (choice.order() == RowOrder.SHUFFLED) {
      Collections.shuffle(lines, new Random(choice.seed()));
    }
    int rows = Math.min(lines.size(), choice.limit().orElse(Integer.MAX_VALUE));
    if (rows == 0) {
      throw new UserError(
          ErrorCode.DATA,
          file + " holds no row",
          "there is nothing to train on or to measure",
          "write one JSON object a line into it");
    }
    Reader reader = new Reader(encoder, vocabularySize);
    List<TrainingExample> examples = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    ContentHash hash = ContentHash.of("file rows");
    for (JsonLine line : lines.subList(0, rows)) {
      String name = file.getFileName() + ":" + line.number();
      Optional<TrainingExample> example = reader.read(line);
      example.ifPresent(examples::add);
      (example.isPresent() ? names : leftOut).add(name);
      hash.field(line.object());
    }
    return new TrainingFile(examples, names, leftOut, hash.hex());
  }

  /** Reads the rows of an objective. */
  private record Reader(ExampleEncoder encoder, int vocabularySize) {
    Optional<TrainingExample> read(JsonLine line) {
      try {
        line.row();
        return switch (encoder.objective()) {
          case SFT -> conversation(line);
          case DPO, ORPO, CPO, SIMPO -> pair(line);
          case KTO -> judged(line);
          case PRETRAIN -> line.has("input_ids") ? tokens(line) : encoder.text(line.text("text"));
        };
      } catch (BadRowException e) {
        throw line.refused(e);
      } catch (ChatTemplateException | IllegalArgumentException e) {
        throw line.refused(new BadRowException(e.getMessage()));
      }
    }

    private Optional<TrainingExample> conversation(JsonLine line)
        throws BadRowException, ChatTemplateException {
      if (line.has("messages") == line.has("input_ids")) {
        throw new BadRowException("a row of sft needs one of 'messages' and 'input_ids'");
      }
      return line.has("messages")
          ? encoder.conversation(segments(line.row().get("messages"), false))
          : tokens(line);
    }

    private Optional<TrainingExample> tokens(JsonLine line) throws BadRowException {
      int[] tokens = line.ids("input_ids", vocabularySize);
      boolean[] labelled = new boolean[tokens.length];
      Arrays.fill(labelled, true);
      if (line.has("labels")) {
        JsonNode labels = line.row().get("labels");
        if (!labels.isArray() || labels.size() != tokens.length) {
          throw new BadRowException("'labels' is not as long a list as 'input_ids'");
        }
        for (int i = 0; i < tokens.length; i++) {
          int label = labels.get(i).isInt() ? labels.get(i).intValue() : -1;
          labelled[i] = label != NOT_LEARNT;
          if (labelled[i] && label != tokens[i]) {
            throw new BadRowException(
                "'labels'[" + i + "] is neither -100 nor the token of 'input_ids'");
          }
        }
      }
      return encoder.conversation(new EncodedConversation(tokens, labelled));
    }

    private Optional<TrainingExample> pair(JsonLine line)
        throws BadRowException, ChatTemplateException {
      if (line.has("prompt_ids")) {
        return encoder.pairOfIds(
            line.ids("prompt_ids", vocabularySize),
            line.ids("chosen_ids", vocabularySize),
            line.ids("rejected_ids", vocabularySize));
      }
      JsonNode chosen = line.row().path("chosen");
      JsonNode rejected = line.row().path("rejected");
      if (!chosen.isArray() || !rejected.isArray()) {
        return encoder.pairOfTexts(line.text("prompt"), line.text("chosen"), line.text("rejected"));
      }
      if (!line.has("prompt")) {
        int common = common(chosen, rejected);
        return encoder.pair(
            segments(first(chosen, common), true),
            segments(chosen, false),
            segments(rejected, false));
      }
      JsonNode prompt = line.row().get("prompt");
      if (!prompt.isArray()) {
        throw new BadRowException(
            "'prompt' is no list of messages, but 'chosen' and 'rejected' are");
      }
      return encoder.pair(
          segments(prompt, true),
          segments(joined(prompt, chosen), false),
          segments(joined(prompt, rejected), false));
    }

    private Optional<TrainingExample> judged(JsonLine line)
        throws BadRowException, ChatTemplateException {
      if (!line.row().path("label").isBoolean()) {
        throw new BadRowException("'label' is neither true nor false");
      }
      boolean desirable = line.flag("label");
      if (line.has("prompt_ids")) {
        return encoder.judgedOfIds(
            line.ids("prompt_ids", vocabularySize),
            line.ids("completion_ids", vocabularySize),
            desirable);
      }
      JsonNode prompt = line.row().path("prompt");
      JsonNode completion = line.row().path("completion");
      if (!prompt.isArray() || !completion.isArray()) {
        return encoder.judgedOfTexts(line.text("prompt"), line.text("completion"), desirable);
      }
      return encoder.judged(
          segments(prompt, true), segments(joined(prompt, completion), false), desirable);
    }

    private static int common(JsonNode one, JsonNode other) {
      int common = 0;
      while (common < Math.min(one.size(), other.size()) - 1
          && one.get(common).equals(other.get(common))) {
        common++;
      }
      return common;
    }

    private static ArrayNode first(JsonNode messages, int count) {
      ArrayNode first = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < count; i++) {
        first.add(messages.get(i));
      }
      return first;
    }

    private static ArrayNode joined(JsonNode prompt, JsonNode answer) {
      ArrayNode joined = first(prompt, prompt.size());
      answer.forEach(joined::add);
      return joined;
    }

    private static List<ChatSegment> segments(JsonNode messages, boolean asksForAnswer)
        throws BadRowException, ChatTemplateException {
      List<ChatSegment> segments = JsonMessages.segments(messages, asksForAnswer);
      for (ChatSegment segment : segments) {
        if (segment instanceof ChatSegment.Control control
            && control.token() == ControlToken.START_OF_IMAGE) {
          throw new BadRowException("a message holds an image; only text is supported");
        }
      }
      return segments;
    }
  }
}

package io.deltatune.jobs.files;

import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.chat.ChatTemplateException;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.chat.JsonMessages;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.generate.Prompt;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows that are to be answered, as token ids. */
final class PromptRows {
  private static final List<String> KINDS = List.of("prompt", "messages", "input_ids");

  private final Path folder;
  private final ChatTemplate template;
  private final boolean withBeginning;
  private final Gemma3Config config;

  PromptRows(Path folder, ChatTemplate template, boolean withBeginning, Gemma3Config config) {
    this.folder = folder;
    this.template = template;
    this.withBeginning = withBeginning;
    this.config = config;
  }

  /**
   * The rows' prompts, in their order. A tokenizer is opened where a row needs it, and the folder's
   * chat template counts where a row has messages.
   *
   * @throws io.deltatune.core.error.UserError naming the file and line of a row that cannot be used
   */
  List<Prompt> encode(List<JsonLine> lines) {
    boolean needsTemplate = lines.stream().anyMatch(line -> line.has("messages"));
    boolean needsTokenizer = needsTemplate || lines.stream().anyMatch(line -> line.has("prompt"));
    if (!needsTokenizer) {
      return encode(lines, null);
    }
    ChatTemplate needed = needsTemplate ? template : ChatTemplate.GEMMA3;
    try (GemmaTokenizer tokenizer = GemmaTokenizer.open(folder, needed)) {
      return encode(lines, tokenizer);
    }
  }

  private List<Prompt> encode(List<JsonLine> lines, GemmaTokenizer tokenizer) {
    List<Prompt> prompts = new ArrayList<>();
    for (JsonLine line : lines) {
      try {
        int[] tokens = tokens(line, tokenizer);
        if (tokens.length == 0) {
          throw new BadRowException("the prompt has no tokens");
        }
        if (tokens.length >= config.maximumPositions()) {
          throw new BadRowException(
              "the prompt has "
                  + tokens.length
                  + " tokens, but the model sees at most "
                  + config.maximumPositions()
                  + ", the answer's included");
        }
        prompts.add(Prompt.of(line.id().toString(), tokens));
      } catch (BadRowException e) {
        throw line.refused(e);
      } catch (ChatTemplateException | IllegalArgumentException e) {
        throw line.refused(new BadRowException(e.getMessage()));
      }
    }
    return prompts;
  }

  private int[] tokens(JsonLine line, GemmaTokenizer tokenizer)
      throws BadRowException, ChatTemplateException {
    line.row();
    if (KINDS.stream().filter(line::has).count() != 1) {
      throw new BadRowException("a row needs one of 'prompt', 'messages' and 'input_ids'");
    }
    if (line.has("input_ids")) {
      return line.ids("input_ids", config.vocabularySize());
    }
    List<ChatSegment> segments =
        line.has("messages")
            ? JsonMessages.segments(line.row().get("messages"), true)
            : raw(line.text("prompt"));
    if (segments.stream().anyMatch(PromptRows::isImage)) {
      throw new BadRowException("a message holds an image; only text is supported");
    }
    return tokenizer.encode(segments).tokens();
  }

  private List<ChatSegment> raw(String text) {
    List<ChatSegment> segments = new ArrayList<>();
    if (withBeginning) {
      segments.add(new ChatSegment.Control(ControlToken.BEGINNING_OF_TEXT, false));
    }
    if (!text.isEmpty()) {
      segments.add(new ChatSegment.Text(text, text.length()));
    }
    return segments;
  }

  private static boolean isImage(ChatSegment segment) {
    return segment instanceof ChatSegment.Control control
        && control.token() == ControlToken.START_OF_IMAGE;
  }
}

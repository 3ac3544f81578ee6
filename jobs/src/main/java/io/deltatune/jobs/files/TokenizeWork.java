package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.chat.ChatTemplateException;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.chat.JsonMessages;
import io.deltatune.core.progress.Progress;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns texts and conversations into token ids, row by row: {@code {"id", "text"}}, to which
 * nothing is added, or {@code {"id", "messages", "add_generation_prompt"}}, which the chat template
 * renders, become {@code {"id", "input_ids", "rendered"}}; a row that cannot be used becomes {@code
 * {"id", "error"}}.
 */
public final class TokenizeWork {
  private static final int ROWS_AT_ONCE = 512;

  private final GemmaTokenizer tokenizer;
  private long rows;
  private long failed;

  private TokenizeWork(GemmaTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * @throws io.deltatune.core.error.UserError if the folder has no tokenizer of Gemma's, or a file
   *     cannot be read or written
   */
  public static void run(
      Workplace workplace, Path model, ChatTemplate template, Path in, Path out) {
    workplace.log().capture();
    long lines = JsonLines.count(in);
    try (GemmaTokenizer tokenizer = GemmaTokenizer.open(model, template);
        Progress progress = workplace.console().progress().start("tokenize", "rows", lines)) {
      TokenizeWork work = new TokenizeWork(tokenizer);
      JsonLinesWriter.write(out, writer -> work.tokenize(in, writer, progress));
      String failures = work.failed == 0 ? "" : ", " + work.failed + " of them with an error";
      workplace.console().message("tokenize: " + work.rows + " rows" + failures + " -> " + out);
    }
  }

  private void tokenize(Path in, JsonLinesWriter writer, Progress progress) throws IOException {
    try (JsonLines lines = JsonLines.open(in)) {
      for (List<JsonLine> some = lines.next(ROWS_AT_ONCE);
          !some.isEmpty();
          some = lines.next(ROWS_AT_ONCE)) {
        long tokens = 0;
        for (ObjectNode row : tokenized(some)) {
          writer.add(row);
          tokens += row.path("input_ids").size();
          failed += row.has("error") ? 1 : 0;
        }
        rows += some.size();
        progress.advance(some.size(), tokens);
      }
    }
  }

  /** A batch goes through one native call; only where a row of it fails do rows go one by one. */
  private List<ObjectNode> tokenized(List<JsonLine> lines) {
    List<List<ChatSegment>> segments = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (JsonLine line : lines) {
      try {
        segments.add(segments(line));
        problems.add(null);
      } catch (BadRowException | ChatTemplateException e) {
        segments.add(List.of());
        problems.add(e.getMessage());
      }
    }
    List<EncodedConversation> encoded = encoded(segments, problems);
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      ObjectNode row = JsonLinesWriter.row(lines.get(i).id());
      if (problems.get(i) == null) {
        ArrayNode ids = row.putArray("input_ids");
        for (int id : encoded.get(i).tokens()) {
          ids.add(id);
        }
        row.put("rendered", GemmaChatTemplate.text(segments.get(i)));
      } else {
        row.put("error", problems.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private List<EncodedConversation> encoded(
      List<List<ChatSegment>> segments, List<String> problems) {
    try {
      return tokenizer.encodeAll(segments);
    } catch (IllegalArgumentException oneOfThem) {
      List<EncodedConversation> encoded = new ArrayList<>();
      for (int i = 0; i < segments.size(); i++) {
        try {
          encoded.add(tokenizer.encode(segments.get(i)));
        } catch (IllegalArgumentException e) {
          encoded.add(tokenizer.encode(List.of()));
          problems.set(i, e.getMessage());
        }
      }
      return encoded;
    }
  }

  private static List<ChatSegment> segments(JsonLine line)
      throws BadRowException, ChatTemplateException {
    if (line.row().has("messages") == line.row().has("text")) {
      throw new BadRowException("a row needs either 'text' or 'messages'");
    }
    if (line.row().has("messages")) {
      return JsonMessages.segments(line.row().get("messages"), line.flag("add_generation_prompt"));
    }
    String text = line.text("text");
    return text.isEmpty() ? List.of() : List.of(new ChatSegment.Text(text, text.length()));
  }
}

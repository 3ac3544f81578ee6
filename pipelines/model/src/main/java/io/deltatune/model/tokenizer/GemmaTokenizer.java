package io.deltatune.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.chat.ConversationEncoder;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.chat.TokenCounter;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A checkpoint's own tokenizer. Control tokens come only from the chat template, by their ids; in
 * text their spelling is plain text, whoever wrote it (the rule of {@code
 * split_special_tokens=True}: the special tokens are plain text, other added tokens such as {@code
 * <mask>} or a run of newlines still match). Thread-safe.
 */
public final class GemmaTokenizer implements TokenCounter, ConversationEncoder, AutoCloseable {
  private static final String END_OF_TEXT = "<eos>";
  private static final String PADDING = "<pad>";

  private final HuggingFaceTokenizer tokenizer;
  private final Map<ControlToken, Integer> controlIds;
  private final Set<Integer> specialIds;
  private final int endOfText;
  private final int padding;
  private final int vocabularySize;

  private GemmaTokenizer(Path path, HuggingFaceTokenizer tokenizer, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.controlIds = new EnumMap<>(ControlToken.class);
    for (ControlToken token : ControlToken.values()) {
      controlIds.put(token, specialId(path, file, token.text()));
    }
    this.endOfText = specialId(path, file, END_OF_TEXT);
    this.padding = specialId(path, file, PADDING);
    this.specialIds = Set.copyOf(file.special().values());
    this.vocabularySize = file.vocabularySize();
  }

  /**
   * Opens the {@code tokenizer.json} of a checkpoint folder.
   *
   * @throws UserError if it is missing, malformed or lacks one of Gemma's control tokens
   */
  public static GemmaTokenizer open(Path folder) {
    Path path = folder.resolve(TokenizerFile.NAME);
    TokenizerFile file = TokenizerFile.read(path);
    HuggingFaceTokenizer tokenizer = load(path, file);
    try {
      checkAddedTokens(path, tokenizer, file);
      return new GemmaTokenizer(path, tokenizer, file);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** The ids of a plain text, in which no control token is recognised; nothing is added. */
  public int[] encodeText(String text) {
    return text.isEmpty() ? new int[0] : ids(tokenizer.encode(text, false, false));
  }

  @Override
  public int count(String text) {
    return encodeText(text).length;
  }

  @Override
  public EncodedConversation encode(Conversation conversation) {
    return encode(GemmaChatTemplate.segments(conversation));
  }

  @Override
  public EncodedConversation encodePrompt(Conversation prompt) {
    return encode(GemmaChatTemplate.promptSegments(prompt));
  }

  /** The text of token ids; special tokens are left out. */
  public String decode(int[] ids) {
    long[] plain =
        Arrays.stream(ids).filter(id -> !specialIds.contains(id)).asLongStream().toArray();
    return plain.length == 0 ? "" : tokenizer.decode(plain, false);
  }

  /** The id of a control token. */
  public int id(ControlToken token) {
    return controlIds.get(token);
  }

  /** The id of {@code <eos>}. */
  public int endOfText() {
    return endOfText;
  }

  /** The id of {@code <pad>}. */
  public int padding() {
    return padding;
  }

  /** The highest id that a text or the template can give + 1. */
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private EncodedConversation encode(List<ChatSegment> segments) {
    EncodingBuilder builder = new EncodingBuilder();
    for (ChatSegment segment : segments) {
      if (segment instanceof ChatSegment.Control control) {
        builder.add(id(control.token()), control.labelled());
      } else if (segment instanceof ChatSegment.Text text) {
        add(builder, text);
      }
    }
    return builder.build();
  }

  private void add(EncodingBuilder builder, ChatSegment.Text text) {
    Encoding encoding = tokenizer.encode(text.text(), false, false);
    int[] ids = ids(encoding);
    if (text.isLabelled() || text.isUnlabelled()) {
      for (int id : ids) {
        builder.add(id, text.isLabelled());
      }
      return;
    }
    // What precedes an answer is "model\n": ASCII, in which bytes, characters and code points
    // agree.
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      builder.add(ids[i], spans[i].getStart() >= text.labelledFrom());
    }
  }

  private static int[] ids(Encoding encoding) {
    return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  private static HuggingFaceTokenizer load(Path path, TokenizerFile file) {
    System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
    Map<String, String> options =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(file.json()), options);
    } catch (IOException | RuntimeException e) {
      throw malformed(path, String.valueOf(e.getMessage()), e);
    }
  }

  /** An added token that the vocabulary lacks gets its id by counting, which a gap would shift. */
  private static void checkAddedTokens(
      Path path, HuggingFaceTokenizer tokenizer, TokenizerFile file) {
    file.plainAdded().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .ifPresent(
            last -> {
              int[] ids = ids(tokenizer.encode(last.getKey(), false, false));
              if (ids.length != 1 || ids[0] != last.getValue()) {
                throw malformed(
                    path,
                    "the added token " + last.getKey() + " does not have its id in the vocabulary",
                    null);
              }
            });
  }

  private static int specialId(Path path, TokenizerFile file, String text) {
    Integer id = file.special().get(text);
    if (id == null) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + " is not the tokenizer of a Gemma 3 model",
          "it has no special token " + text,
          "use the tokenizer that came with the Gemma 3 checkpoint");
    }
    return id;
  }

  private static UserError malformed(Path path, String cause, Exception origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is not a valid tokenizer file",
        cause,
        "fetch the checkpoint's tokenizer.json again",
        origin);
  }
}

package io.deltatune.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ChatTemplate;
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
import java.util.ArrayList;
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

  /** Texts of one native call, and their characters: what it holds at once is some MB. */
  private static final int BATCH_TEXTS = 512;

  private static final int BATCH_CHARACTERS = 1 << 20;

  private final HuggingFaceTokenizer tokenizer;
  private final Map<ControlToken, Integer> controlIds;
  private final Set<Integer> specialIds;
  private final Set<Integer> byteIds;
  private final int endOfText;
  private final int padding;
  private final int vocabularySize;

  private GemmaTokenizer(Path path, HuggingFaceTokenizer tokenizer, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.controlIds = new EnumMap<>(ControlToken.class);
    for (ControlToken token : ControlToken.values()) {
      boolean isNeeded = token != ControlToken.START_OF_IMAGE;
      if (isNeeded || file.special().containsKey(token.text())) {
        controlIds.put(token, specialId(path, file, token.text()));
      }
    }
    this.endOfText = specialId(path, file, END_OF_TEXT);
    this.padding = specialId(path, file, PADDING);
    this.specialIds = Set.copyOf(file.special().values());
    this.byteIds = file.bytes();
    this.vocabularySize = file.vocabularySize();
  }

  /** Opens a folder whose chat template, if it has one, must be Gemma 3's. */
  public static GemmaTokenizer open(Path folder) {
    return open(folder, ChatTemplate.AUTO);
  }

  /**
   * Opens the {@code tokenizer.json} of a checkpoint folder.
   *
   * @param template what conversations are rendered by
   * @throws UserError if the file is missing, malformed or lacks one of Gemma's control tokens, or
   *     if the folder's chat template is to be used and is not Gemma 3's
   */
  public static GemmaTokenizer open(Path folder, ChatTemplate template) {
    if (template == ChatTemplate.AUTO) {
      ChatTemplateFile.check(folder);
    }
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

  /**
   * The ids of a plain text, in which no control token is recognised; nothing is added.
   *
   * @throws IllegalArgumentException if the text holds half of a surrogate pair, which is no
   *     character
   */
  public int[] encodeText(String text) {
    return encodeTexts(List.of(text)).get(0);
  }

  /**
   * The ids of several plain texts, as {@link #encodeText}, but many in one native call, which
   * spreads them over the cores.
   *
   * @return in the order of the texts
   */
  public List<int[]> encodeTexts(List<String> texts) {
    List<int[]> encoded = new ArrayList<>(texts.size());
    int from = 0;
    while (from < texts.size()) {
      int to = from;
      long characters = 0;
      while (to < texts.size() && to - from < BATCH_TEXTS && characters <= BATCH_CHARACTERS) {
        characters += checked(texts.get(to)).length();
        to++;
      }
      encodeBatch(texts.subList(from, to).toArray(String[]::new), encoded);
      from = to;
    }
    return encoded;
  }

  /** DJL's own batch call also fetches each token's text and places, which costs more than ids. */
  private void encodeBatch(String[] texts, List<int[]> encoded) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long[] encodings = library.batchEncode(tokenizer.getHandle(), texts, false);
    try {
      for (long encoding : encodings) {
        encoded.add(integers(library.getTokenIds(encoding)));
      }
    } finally {
      for (long encoding : encodings) {
        library.deleteEncoding(encoding);
      }
    }
  }

  private static String checked(String text) {
    int place = 0;
    while (place < text.length()) {
      int character = text.codePointAt(place);
      if (Character.getType(character) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "half of a surrogate pair at index " + place + ": the text is not well-formed");
      }
      place += Character.charCount(character);
    }
    return text;
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

  /**
   * Segments of a rendered conversation as ids, with labels.
   *
   * @throws IllegalArgumentException if a text holds half of a surrogate pair, or a control token
   *     is not in this vocabulary
   */
  public EncodedConversation encode(List<ChatSegment> segments) {
    return encodeAll(List.of(segments)).get(0);
  }

  /** Several conversations, as {@link #encode(List)}; their texts go through few native calls. */
  public List<EncodedConversation> encodeAll(List<List<ChatSegment>> conversations) {
    List<String> texts = new ArrayList<>();
    for (List<ChatSegment> segments : conversations) {
      for (ChatSegment segment : segments) {
        if (segment instanceof ChatSegment.Text text && !isMixed(text)) {
          texts.add(text.text());
        }
      }
    }
    List<int[]> ids = encodeTexts(texts);
    List<EncodedConversation> encoded = new ArrayList<>(conversations.size());
    int next = 0;
    for (List<ChatSegment> segments : conversations) {
      EncodingBuilder builder = new EncodingBuilder();
      for (ChatSegment segment : segments) {
        if (segment instanceof ChatSegment.Control control) {
          builder.add(id(control.token()), control.labelled());
        } else if (segment instanceof ChatSegment.Text text && isMixed(text)) {
          addMixed(builder, text);
        } else if (segment instanceof ChatSegment.Text text) {
          for (int id : ids.get(next)) {
            builder.add(id, text.isLabelled());
          }
          next++;
        }
      }
      encoded.add(builder.build());
    }
    return encoded;
  }

  /** The text of token ids; special tokens are left out. */
  public String decode(int[] ids) {
    long[] plain =
        Arrays.stream(ids).filter(id -> !specialIds.contains(id)).asLongStream().toArray();
    return plain.length == 0 ? "" : tokenizer.decode(plain, false);
  }

  /**
   * Whether a token is one byte of a character that the vocabulary lacks; the text of such tokens
   * is known when a run of them ends.
   */
  public boolean isByte(int id) {
    return byteIds.contains(id);
  }

  /**
   * The id of a control token.
   *
   * @throws IllegalArgumentException if it is not in this vocabulary, as may be with {@link
   *     ControlToken#START_OF_IMAGE}
   */
  public int id(ControlToken token) {
    Integer id = controlIds.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the tokenizer has no token " + token.text());
    }
    return id;
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

  /** Whether an answer begins within the text, so that the places of its tokens are needed. */
  private static boolean isMixed(ChatSegment.Text text) {
    return !text.isLabelled() && !text.isUnlabelled();
  }

  private void addMixed(EncodingBuilder builder, ChatSegment.Text text) {
    Encoding encoding = tokenizer.encode(checked(text.text()), false, false);
    int[] ids = integers(encoding.getIds());
    // What precedes an answer is "model\n": ASCII, in which bytes, characters and code points
    // agree.
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      builder.add(ids[i], spans[i].getStart() >= text.labelledFrom());
    }
  }

  private static int[] integers(long[] ids) {
    int[] integers = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      integers[i] = Math.toIntExact(ids[i]);
    }
    return integers;
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
              int[] ids = integers(tokenizer.encode(last.getKey(), false, false).getIds());
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

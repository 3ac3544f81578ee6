package io.deltatune.core.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.sample.GemmaControlTokens.AddedToken;
import io.deltatune.core.sample.TokenizerTrainer.Merge;
import io.deltatune.core.sample.TokenizerTrainer.Vocabulary;
import java.util.List;

/** A learned vocabulary as Hugging Face's tokenizer files, built as Gemma 3's are. */
public final class TokenizerFiles {
  /** The tokenizer itself. */
  public static final String TOKENIZER = "tokenizer.json";

  /** The names of its control tokens and the chat template. */
  public static final String CONFIG = "tokenizer_config.json";

  private static final String SPACE = String.valueOf(TokenizerTrainer.SPACE);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Gemma's turns: a system text goes before the first user text, contents are trimmed, roles take
   * turns.
   */
  private static final String CHAT_TEMPLATE =
      """
      {%- set has_system = messages[0]['role'] == 'system' -%}
      {%- set turns = messages[1:] if has_system else messages -%}
      {{- bos_token -}}
      {%- for turn in turns -%}
        {%- if (turn['role'] == 'user') != (loop.index0 is even) -%}
          {{- raise_exception('user and model must take turns, user first') -}}
        {%- endif -%}
        {{- '<start_of_turn>' + ('model' if turn['role'] == 'assistant' else turn['role']) + '\\n' -}}
        {%- if loop.first and has_system -%}{{- messages[0]['content'] + '\\n\\n' -}}{%- endif -%}
        {{- turn['content'] | trim -}}
        {{- '<end_of_turn>\\n' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}{{- '<start_of_turn>model\\n' -}}{%- endif -%}
      """;

  private TokenizerFiles() {}

  /** The text of {@link #TOKENIZER}. */
  public static String tokenizer(Vocabulary vocabulary) throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    GemmaControlTokens.addedTokens().forEach(token -> describe(added.addObject(), token));
    replacement(root.putObject("normalizer"), " ", SPACE);
    ObjectNode split = root.putObject("pre_tokenizer");
    split.put("type", "Split").putObject("pattern").put("String", " ");
    split.put("behavior", "MergedWithPrevious").put("invert", false);
    postProcessor(root.putObject("post_processor"));
    ObjectNode decoder = root.putObject("decoder").put("type", "Sequence");
    ArrayNode decoders = decoder.putArray("decoders");
    replacement(decoders.addObject(), SPACE, " ");
    decoders.addObject().put("type", "ByteFallback");
    decoders.addObject().put("type", "Fuse");
    model(root.putObject("model"), vocabulary);
    return writer().writeValueAsString(root) + "\n";
  }

  /** The text of {@link #CONFIG}. */
  public static String config() throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    root.put("bos_token", "<bos>").put("eos_token", "<eos>");
    root.put("pad_token", "<pad>").put("unk_token", "<unk>");
    root.put("add_bos_token", true).put("add_eos_token", false);
    root.put("clean_up_tokenization_spaces", false);
    root.put("spaces_between_special_tokens", false);
    root.put("chat_template", CHAT_TEMPLATE);
    return writer().writeValueAsString(root) + "\n";
  }

  private static void describe(ObjectNode node, AddedToken token) {
    node.put("id", token.id()).put("content", token.content());
    for (String option : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      node.put(option, false);
    }
    node.put("special", token.special());
  }

  private static void replacement(ObjectNode node, String pattern, String content) {
    node.put("type", "Replace").putObject("pattern").put("String", pattern);
    node.put("content", content);
  }

  private static void postProcessor(ObjectNode node) {
    node.put("type", "TemplateProcessing");
    ArrayNode single = node.putArray("single");
    templateStart(single, 0);
    templateText(single, "A", 0);
    ArrayNode pair = node.putArray("pair");
    templateStart(pair, 0);
    templateText(pair, "A", 0);
    templateStart(pair, 1);
    templateText(pair, "B", 1);
    ObjectNode start = node.putObject("special_tokens").putObject("<bos>").put("id", "<bos>");
    start.putArray("ids").add(2);
    start.putArray("tokens").add("<bos>");
  }

  private static void templateStart(ArrayNode parts, int type) {
    parts.addObject().putObject("SpecialToken").put("id", "<bos>").put("type_id", type);
  }

  private static void templateText(ArrayNode parts, String id, int type) {
    parts.addObject().putObject("Sequence").put("id", id).put("type_id", type);
  }

  private static void model(ObjectNode node, Vocabulary vocabulary) {
    node.put("type", "BPE").putNull("dropout").put("unk_token", "<unk>");
    node.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    node.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
    ObjectNode pieces = node.putObject("vocab");
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      pieces.put(vocabulary.pieces().get(id), id);
    }
    ArrayNode merges = node.putArray("merges");
    for (Merge merge : vocabulary.merges()) {
      merges.addArray().add(merge.left()).add(merge.right());
    }
  }

  private static ObjectWriter writer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines));
  }
}

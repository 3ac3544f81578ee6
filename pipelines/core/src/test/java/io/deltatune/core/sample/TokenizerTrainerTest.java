package io.deltatune.core.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.sample.TokenizerTrainer.Merge;
import io.deltatune.core.sample.TokenizerTrainer.Vocabulary;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerTrainerTest {
  private static final List<String> TEXTS = List.of("the hat, the hut", "a hat 12", "the hut\n");

  @Test
  void controlTokensStandAtGemmasIds() {
    List<String> pieces = TokenizerTrainer.train(TEXTS, 500).pieces();
    assertEquals(
        List.of("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "[multimodal]"),
        pieces.subList(0, 6));
    assertEquals("<unused0>", pieces.get(6));
    assertEquals("<unused98>", pieces.get(104));
    assertEquals("<start_of_turn>", pieces.get(105));
    assertEquals("<end_of_turn>", pieces.get(106));
    assertEquals("\n", pieces.get(107));
    assertEquals("\n\n", pieces.get(108));
    assertEquals("<0x00>", pieces.get(GemmaControlTokens.FIRST_BYTE));
    assertEquals("<0xFF>", pieces.get(GemmaControlTokens.FIRST_PIECE - 1));
  }

  @Test
  void theMostFrequentPairIsMergedFirstAndOfEqualOnesThatWithTheLowerIds() {
    List<Merge> merges = TokenizerTrainer.train(TEXTS, 5_000).merges();
    // "\u2581h" stands four times, "he" and "th" three times each; the id of h is below that of t
    assertEquals(new Merge("\u2581", "h"), merges.get(0));
    assertEquals(new Merge("h", "e"), merges.get(1));
    assertEquals(new Merge("t", "he"), merges.get(2));
  }

  @Test
  void noPieceSpansTwoWordsOrJoinsDigits() {
    Vocabulary vocabulary = TokenizerTrainer.train(List.of("in 12 in 12", "in 12, in 12,"), 5_000);
    List<String> learned =
        vocabulary.pieces().subList(GemmaControlTokens.FIRST_PIECE, vocabulary.pieces().size());
    assertFalse(learned.contains("12"), learned::toString);
    assertFalse(learned.contains("\u25811"), learned::toString);
    assertTrue(learned.contains("\u2581in"), learned::toString);
    assertTrue(
        learned.stream().allMatch(piece -> piece.lastIndexOf('\u2581') <= 0), learned::toString);
  }

  @Test
  void noPieceStandsTwiceAndTheLimitHolds() {
    List<String> pieces = TokenizerTrainer.train(TEXTS, 490).pieces();
    assertEquals(490, pieces.size());
    assertEquals(pieces.size(), new HashSet<>(pieces).size());
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    List<String> turned = List.of(TEXTS.get(2), TEXTS.get(0), TEXTS.get(1));
    assertEquals(TokenizerTrainer.train(TEXTS, 600), TokenizerTrainer.train(turned, 600));
  }

  @Test
  void everyWordOfTheSampleWorldIsOneToken() {
    SampleData data =
        SampleData.generate(new SampleSettings(7, 900, 300, true, 10, 9_000, 50, 2_000));
    List<String> pieces = data.vocabulary().pieces();
    for (String word : Families.lexicon().allWords()) {
      assertTrue(pieces.contains("\u2581" + word), word);
    }
    for (String name : Families.lexicon().names()) {
      assertTrue(pieces.contains("\u2581" + name), name);
    }
  }

  @Test
  void onlyGemmasSpecialTokensAreSpecialInTheFile() throws IOException {
    JsonNode file =
        new ObjectMapper().readTree(TokenizerFiles.tokenizer(TokenizerTrainer.train(TEXTS, 500)));
    int special = 0;
    for (JsonNode token : file.get("added_tokens")) {
      special += token.get("special").asBoolean() ? 1 : 0;
      assertEquals(
          token.get("id").asInt(),
          file.at("/model/vocab").get(token.get("content").asText()).asInt());
    }
    // pad, eos, bos, unk, start_of_turn, end_of_turn: Gemma's nine without the three of images
    assertEquals(6, special);
    assertTrue(file.at("/model/byte_fallback").asBoolean());
  }
}

package io.deltatune.core.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of Gemma 3's vocabulary, at Gemma's ids: control tokens 0 to 106, runs of newlines from
 * 107 on. After them come here the 256 byte tokens and the learned pieces, whose places are not
 * Gemma's.
 */
final class GemmaControlTokens {
  static final int START_OF_TURN = 105;
  static final int END_OF_TURN = 106;
  static final int NEWLINE = 107;
  static final int LONGEST_NEWLINE_RUN = 31;
  static final int FIRST_BYTE = NEWLINE + LONGEST_NEWLINE_RUN;
  static final int FIRST_PIECE = FIRST_BYTE + 256;
  private static final int UNUSED = 99;

  /** An added token; {@code special} ones are left out when text is decoded for a reader. */
  record AddedToken(int id, String content, boolean special) {}

  private GemmaControlTokens() {}

  static List<AddedToken> addedTokens() {
    List<AddedToken> tokens = new ArrayList<>();
    for (String special : List.of("<pad>", "<eos>", "<bos>", "<unk>")) {
      tokens.add(new AddedToken(tokens.size(), special, true));
    }
    tokens.add(new AddedToken(tokens.size(), "<mask>", false));
    tokens.add(new AddedToken(tokens.size(), "[multimodal]", false));
    for (int number = 0; number < UNUSED; number++) {
      tokens.add(new AddedToken(tokens.size(), "<unused" + number + ">", false));
    }
    tokens.add(new AddedToken(tokens.size(), "<start_of_turn>", true));
    tokens.add(new AddedToken(tokens.size(), "<end_of_turn>", true));
    for (int run = 1; run <= LONGEST_NEWLINE_RUN; run++) {
      tokens.add(new AddedToken(tokens.size(), "\n".repeat(run), false));
    }
    return tokens;
  }

  static List<String> byteTokens() {
    List<String> tokens = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      tokens.add(String.format("<0x%02X>", value));
    }
    return tokens;
  }
}

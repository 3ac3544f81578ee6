package io.deltatune.cluster.tokens;

import io.deltatune.core.chat.TokenCounter;
import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokenizer of a model's folder, which must lie at the same path on every executor.
 *
 * @param folder the absolute path of the folder
 * @param name its last part and the beginning of the SHA-256 of its {@code tokenizer.json}
 */
public record TokenizerSource(String folder, String name) implements TokenCounterSource {
  private static final String FILE = "tokenizer.json";
  private static final int DIGITS = 12;

  /** One tokenizer a process and content; a few MB each, and they stay. */
  private static final ConcurrentHashMap<TokenizerSource, GemmaTokenizer> OPEN =
      new ConcurrentHashMap<>();

  /**
   * The tokenizer of a folder; only its hash is taken here.
   *
   * @throws UserError if the folder has no readable {@code tokenizer.json}
   */
  public static TokenizerSource of(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          "there is no " + file,
          "tokens are counted by a model's own tokenizer",
          "name the folder of a Hugging Face checkpoint, or leave the tokenizer out");
    }
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      String hash = ContentHash.ofFile(file).substring(0, DIGITS);
      return new TokenizerSource(absolute.toString(), absolute.getFileName() + "@" + hash);
    } catch (IOException failure) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "cannot read " + file,
          String.valueOf(failure.getMessage()),
          "make the file readable",
          failure);
    }
  }

  @Override
  public TokenCounter open() {
    return OPEN.computeIfAbsent(this, source -> GemmaTokenizer.open(Path.of(source.folder())));
  }
}

package io.deltatune.data.language;

import io.deltatune.core.quality.LanguageIdentifier;
import io.deltatune.core.quality.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Languages by OpenNLP's model of character n-grams, 103 languages, which lies on the class path.
 * The model is read once a process (40 MB of heap) and shared; an identifier is one thread's.
 */
public final class OpenNlpLanguages implements LanguageIdentifier {
  private static final String MODEL = "langdetect-183.bin";

  /** Codes of single languages in place of the macro-languages that ISO 639-1 has. */
  private static final Map<String, String> MEMBERS =
      Map.of(
          "cmn", "zh", "pes", "fa", "ekk", "et", "lvs", "lv", "swh", "sw", "zlm", "ms", "nob", "nb",
          "arb", "ar", "als", "sq", "khk", "mn");

  private static final Map<String, String> CODES = codes();

  private final LanguageDetectorME detector = new LanguageDetectorME(Holder.MODEL);

  private OpenNlpLanguages() {}

  /** Opens identifiers in the processes that need them. */
  public static Opener<LanguageIdentifier> opener() {
    return OpenNlpLanguages::new;
  }

  @Override
  public Optional<Identified> identify(String text) {
    if (text.codePoints().noneMatch(Character::isLetter)) {
      return Optional.empty();
    }
    Language best = detector.predictLanguage(text);
    return Optional.of(new Identified(code(best.getLang()), best.getConfidence()));
  }

  /** The shorter code of a language where it has one. */
  static String code(String code) {
    return CODES.getOrDefault(code, code);
  }

  /** Codes of all languages that the model knows. */
  static String[] supported() {
    return new LanguageDetectorME(Holder.MODEL).getSupportedLanguages();
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>(MEMBERS);
    for (String code : Locale.getISOLanguages()) {
      codes.putIfAbsent(new Locale(code).getISO3Language(), code);
    }
    return Map.copyOf(codes);
  }

  /** Read at the first use. */
  private static final class Holder {
    private static final LanguageDetectorModel MODEL = read();

    private static LanguageDetectorModel read() {
      ClassLoader loader = OpenNlpLanguages.class.getClassLoader();
      try (InputStream in = loader.getResourceAsStream(OpenNlpLanguages.MODEL)) {
        if (in == null) {
          throw new IllegalStateException(OpenNlpLanguages.MODEL + " is not on the class path");
        }
        return new LanguageDetectorModel(in);
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + OpenNlpLanguages.MODEL, e);
      }
    }
  }
}

package io.deltatune.core.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.sample.TokenizerTrainer.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The project's own data: instruction examples, preference pairs and a pre-training corpus, the
 * same bytes from the same seed.
 */
public final class SampleData {
  /** Instruction examples for the demo, a few of its lines unusable. */
  public static final String DEMO = "demo.jsonl";

  /** Preference pairs: prompt, chosen, rejected. */
  public static final String PREFERENCES = "preferences.jsonl";

  /** What the sample model is trained on. */
  public static final String PRETRAIN = "pretrain.jsonl";

  /** Questions of the same families about facts that the corpus does not hold. */
  public static final String PRETRAIN_HELD_OUT = "pretrain_heldout.jsonl";

  /** The names of the roles, which stand in every conversation. */
  private static final String ROLES = "user\nmodel\n";

  private static final ObjectMapper JSON = new ObjectMapper();
  private final SampleSettings settings;
  private final SampleGenerator.Parts parts;

  private SampleData(SampleSettings settings) {
    this.settings = settings;
    this.parts = new SampleGenerator(settings).generate();
  }

  /** Makes the data in memory. */
  public static SampleData generate(SampleSettings settings) {
    return new SampleData(settings);
  }

  /**
   * Makes the data and writes every file into the folder, which is created where it is missing.
   * Each file is replaced as a whole or not at all.
   */
  public static SampleCounts write(Path folder, SampleSettings settings) throws IOException {
    return generate(settings).writeTo(folder);
  }

  /** The usable rows of the demo's data set, without copies. */
  public List<SampleExample> demo() {
    return parts.demo();
  }

  public List<SampleExample> preferences() {
    return parts.preferences();
  }

  public List<SampleExample> pretrain() {
    return parts.corpus();
  }

  public List<SampleExample> pretrainHeldOut() {
    return parts.heldOut();
  }

  /** The vocabulary of the corpus and the demo; every word of the sample world is one entry. */
  public Vocabulary vocabulary() {
    List<String> texts = new ArrayList<>();
    for (List<SampleExample> part : List.of(pretrain(), demo())) {
      for (SampleExample example : part) {
        texts.add(ROLES);
        texts.addAll(
            List.of(example.system(), example.instruction(), example.input(), example.output()));
      }
    }
    return TokenizerTrainer.train(texts, settings.vocabularySize());
  }

  /**
   * The lines of {@link #DEMO}, broken ones and copies among them where the settings ask for them.
   */
  public List<String> demoLines() throws JsonProcessingException {
    return settings.brokenRows()
        ? new BrokenRows(JSON).mixInto(demo(), Dice.named(settings.seed(), "broken"))
        : lines(demo(), SampleExample::instructionRow);
  }

  /** Writes the files that {@link #write} writes. */
  public SampleCounts writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> demoLines = demoLines();
    write(folder.resolve(DEMO), demoLines);
    write(folder.resolve(PREFERENCES), lines(preferences(), SampleExample::preferenceRow));
    write(folder.resolve(PRETRAIN), lines(pretrain(), SampleExample::instructionRow));
    write(
        folder.resolve(PRETRAIN_HELD_OUT), lines(pretrainHeldOut(), SampleExample::instructionRow));
    Vocabulary vocabulary = vocabulary();
    writeAtomically(folder.resolve(TokenizerFiles.TOKENIZER), TokenizerFiles.tokenizer(vocabulary));
    writeAtomically(folder.resolve(TokenizerFiles.CONFIG), TokenizerFiles.config());
    int broken = settings.brokenRows() ? new BrokenRows(JSON).unusable().size() : 0;
    return new SampleCounts(
        demoLines.size(),
        broken,
        demoLines.size() - broken - demo().size(),
        preferences().size(),
        pretrain().size(),
        pretrainHeldOut().size(),
        vocabulary.pieces().size());
  }

  private static List<String> lines(
      List<SampleExample> examples, Function<SampleExample, Map<String, Object>> row)
      throws JsonProcessingException {
    List<String> lines = new ArrayList<>(examples.size());
    for (SampleExample example : examples) {
      lines.add(JSON.writeValueAsString(row.apply(example)));
    }
    return lines;
  }

  private static void write(Path file, List<String> lines) throws IOException {
    writeAtomically(file, String.join("\n", lines) + "\n");
  }

  static void writeAtomically(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}

package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import io.deltatune.model.train.Cut.Side;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the sample model learns from sample rows holds of rows whose numbers and words it has not
 * seen. The rows are of two kinds of task that it was not pre-trained on; an answer is right where
 * it is the row's own, letter by letter, which is what the sample's tasks are made for.
 */
@Tag("faults")
class LearningTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("deltatune.home")).resolve("samples");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FAMILIES = Set.of("smaller_number", "list_remove");
  private static final Pattern SMALLER =
      Pattern.compile("Of the two numbers (\\d+) and (\\d+) the smaller one is (\\d+)\\.");

  private static GemmaTokenizer tokenizer;
  private static final List<Row> ROWS = new ArrayList<>();

  @TempDir Path folder;

  private record Row(String group, String prompt, String answer) {
    Conversation conversation() {
      return with(answer);
    }

    Conversation with(String other) {
      return new Conversation(
          List.of(new Message(Role.USER, prompt), new Message(Role.MODEL, other)));
    }
  }

  @BeforeAll
  static void readRows() throws IOException {
    EngineProcess.useThreads(1);
    tokenizer = GemmaTokenizer.open(SAMPLES.resolve("model"), ChatTemplate.AUTO);
    for (String line : Files.readAllLines(SAMPLES.resolve("data/demo.jsonl"))) {
      if (line.contains("\"family\"") && line.endsWith("}")) {
        JsonNode row = JSON.readTree(line);
        if (FAMILIES.contains(row.path("family").asText()) && !row.has("system")) {
          String input = row.path("input").asText();
          String prompt = row.get("instruction").textValue();
          ROWS.add(
              new Row(
                  row.get("group").textValue(),
                  input.isEmpty() ? prompt : prompt + "\n" + input,
                  row.get("output").textValue()));
        }
      }
    }
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  /** Rows to train on, the first ones, and others of other groups. */
  private record Parts(List<Row> trained, List<Row> heldOut) {
    static Parts of(List<Row> rows, int trained, int heldOut) {
      List<Row> first = rows.subList(0, trained);
      Set<String> seen = new HashSet<>();
      first.forEach(row -> seen.add(row.group()));
      List<Row> others =
          rows.subList(trained, rows.size()).stream()
              .filter(row -> !seen.contains(row.group()))
              .limit(heldOut)
              .toList();
      assertEquals(heldOut, others.size());
      return new Parts(first, others);
    }
  }

  /**
   * What a training came to on the held-out rows.
   *
   * @param told after so many steps
   * @param rightBefore how many answers were right before it
   */
  private record Learnt(Map<Long, Evaluation> told, long rightBefore, long rightAfter) {
    double loss(long step) {
      return told.get(step).loss();
    }
  }

  @Test
  void adaptersAdaptersOverCodesAndAllWeightsLearnFromAnswers() {
    Learnt lora = supervised("lora", false, LearningTest::lora, 5e-3);
    Learnt qlora = supervised("qlora", true, LearningTest::lora, 5e-3);
    Learnt full = supervised("full", false, FullParameterisation::of, 2e-3);
    for (Learnt learnt : List.of(lora, qlora, full)) {
      assertTrue(learnt.loss(50) < learnt.loss(0) / 10, learnt::toString);
      assertTrue(learnt.rightAfter() >= learnt.rightBefore() + 6, learnt::toString);
    }
    // At a fifth of the first loss, with two thirds of the rest still to be learnt.
    assertTrue(lora.loss(12) > 2 * lora.loss(50), lora::toString);
    assertEquals(lora.loss(12), qlora.loss(12), 0.1 * lora.loss(12), "beside codes");
  }

  private Learnt supervised(
      String name, boolean quantised, Function<Gemma3Model, Parameterisation> part, double rate) {
    OpenOptions options = OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);
    if (quantised) {
      options = options.with(new FourBitQuantiser(FourBitType.NF4, true));
    }
    try (Gemma3Model model = Gemma3Model.open(SAMPLES.resolve("model"), options)) {
      return supervised(model, name, part.apply(model), rate, Parts.of(ROWS, 300, 60));
    }
  }

  private Learnt supervised(
      Gemma3Model model, String name, Parameterisation part, double rate, Parts parts) {
    Trainer trainer =
        new Trainer(
            model,
            part,
            new SupervisedObjective(),
            Optional.empty(),
            new AdamW.Settings(rate, 0.9, 0.999, 1e-8, 0, 1),
            Schedule.cosine(4),
            encoded(parts.trained()),
            encoded(parts.heldOut()),
            settings(name, 12, 12));
    return learnt(model, trainer, parts.heldOut());
  }

  private static Learnt learnt(Gemma3Model model, Trainer trainer, List<Row> heldOut) {
    long before = right(model, heldOut);
    Map<Long, Evaluation> told = new TreeMap<>();
    trainer.run(
        ProgressReporter.SILENT,
        new TrainingListener() {
          @Override
          public void evaluated(long step, Evaluation evaluation) {
            told.put(step, evaluation);
          }
        });
    return new Learnt(told, before, right(model, heldOut));
  }

  private static long right(Gemma3Model model, List<Row> asked) {
    Generator generator = Generator.over(model, tokenizer, SAMPLES.resolve("model"));
    List<Conversation> conversations = asked.stream().map(Row::conversation).toList();
    try (var progress = ProgressReporter.SILENT.start("", "", asked.size())) {
      List<Generation> answers =
          generator.answer(conversations, GenerationSettings.greedy(48), progress);
      long right = 0;
      for (int i = 0; i < asked.size(); i++) {
        right += answers.get(i).text().strip().equals(asked.get(i).answer()) ? 1 : 0;
      }
      return right;
    }
  }

  private static LoraParameterisation lora(Gemma3Model model) {
    return LoraParameterisation.of(
        model, new LoraParameterisation.Settings(16, 32, Set.of(Projection.values())), 3);
  }

  private TrainerSettings settings(String name, int size, long evaluateEvery) {
    return new TrainerSettings(
        folder.resolve(name),
        name,
        new Batching(size, 0, 1, 11, true, Arrangement.BY_LENGTH),
        new Course(2, 0, evaluateEvery, 1, 3, Optional.empty()),
        new Keeping(0, 1),
        true,
        row -> "row " + row);
  }

  private static List<AnswerExample> encoded(List<Row> rows) {
    return AnswerExample.all(
        rows.stream().map(row -> tokenizer.encode(row.conversation())).toList());
  }

  @Test
  void preferencesOfAnswersThatAreEquallyLongAreLearntAndMakeMoreAnswersRight() {
    List<Row> numbers =
        ROWS.stream().filter(row -> SMALLER.matcher(row.answer()).matches()).toList();
    Parts parts = Parts.of(numbers, 160, 40);
    OpenOptions options = OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);
    try (Gemma3Model model = Gemma3Model.open(SAMPLES.resolve("model"), options)) {
      // What is preferred are answers of a model that knows how to answer at all.
      supervised(model, "first", FullParameterisation.of(model), 2e-3, parts);
      List<PairExample> heldOut = pairs(parts.heldOut());
      for (PairExample pair : heldOut) {
        assertEquals(pair.chosen().answer().length, pair.rejected().answer().length);
      }
      Trainer trainer =
          new Trainer(
              model,
              lora(model),
              new PreferenceObjective(
                  List.of(new Term("sigmoid", 1)), LossSettings.of(0.1, 0), Divergence.REVERSE_KL),
              Optional.of(ReferencePolicy.withoutAdapter(model)),
              new AdamW.Settings(2e-4, 0.9, 0.999, 1e-8, 0, 1),
              Schedule.cosine(4),
              pairs(parts.trained()),
              heldOut,
              settings("preferences", 8, 0));
      Learnt learnt = learnt(model, trainer, parts.heldOut());
      double accuracy = learnt.told().get(40L).extras().get("rewards/accuracies");
      assertTrue(accuracy > 0.9, learnt::toString);
      assertTrue(learnt.rightAfter() > learnt.rightBefore(), learnt::toString);
    }
  }

  /** Each answer beside the one with the other number, of as many digits. */
  private static List<PairExample> pairs(List<Row> rows) {
    Cut whole = new Cut(512, Side.KEEP_START);
    List<PairExample> pairs = new ArrayList<>();
    for (Row row : rows) {
      Matcher numbers = SMALLER.matcher(row.answer());
      assertTrue(numbers.matches());
      String smaller = numbers.group(3);
      String other = numbers.group(numbers.group(1).equals(smaller) ? 2 : 1);
      String wrong = row.answer().substring(0, numbers.start(3)) + other + ".";
      int[] prompt = tokenizer.encodePrompt(row.conversation().prompt()).tokens();
      pairs.add(
          PairExample.of(
                  prompt,
                  answer(row.conversation(), prompt.length),
                  answer(row.with(wrong), prompt.length),
                  whole,
                  false)
              .orElseThrow());
    }
    return pairs;
  }

  private static int[] answer(Conversation conversation, int after) {
    int[] tokens = tokenizer.encode(conversation).tokens();
    return Arrays.copyOfRange(tokens, after, tokens.length);
  }
}

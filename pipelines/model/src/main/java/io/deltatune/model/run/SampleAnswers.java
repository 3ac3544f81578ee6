package io.deltatune.model.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.train.Samples;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.train.Evaluation;
import io.deltatune.model.train.StepMetrics;
import io.deltatune.model.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model answers while it is trained: {@code samples.jsonl}, a line for each prompt and
 * measured step. The most probable tokens are taken, one prompt at a time, so that nothing is drawn
 * and the answers follow from the step alone; a resumed run tells those behind its checkpoint
 * again.
 */
final class SampleAnswers implements TrainingListener {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Samples recipe;
  private final Generator generator;
  private final Path file;
  private final TrainingListener listener;
  private String told = "";

  /**
   * @param generator over the model that is trained
   * @param folder of the run
   * @param listener told of everything as without samples
   */
  SampleAnswers(Samples recipe, Generator generator, Path folder, TrainingListener listener) {
    this.recipe = recipe;
    this.generator = generator;
    this.file = folder.resolve("samples.jsonl");
    this.listener = listener;
  }

  @Override
  public void step(StepMetrics metrics) {
    listener.step(metrics);
    if (metrics.step() % recipe.every() == 0) {
      answer(metrics.step());
    }
  }

  private void answer(long step) {
    List<Conversation> asked = new ArrayList<>();
    for (String prompt : recipe.prompts()) {
      asked.add(new Conversation(List.of(new Message(Role.USER, prompt))));
    }
    GenerationSettings settings = GenerationSettings.greedy(recipe.maxNewTokens(), 1);
    List<Generation> answers;
    try (Progress silent = ProgressReporter.SILENT.start("", "rows", asked.size())) {
      answers = generator.answer(asked, settings, silent);
    }
    StringBuilder lines = new StringBuilder(told);
    for (int i = 0; i < answers.size(); i++) {
      ObjectNode line = MAPPER.createObjectNode();
      line.put("step", step);
      line.put("prompt", recipe.prompts().get(i));
      line.put("answer", answers.get(i).text());
      lines.append(line).append('\n');
    }
    told = lines.toString();
    AtomicFiles.writeText(file, told);
  }

  @Override
  public void resumed(long step, List<String> differences) {
    listener.resumed(step, differences);
    if (Files.exists(file)) {
      try {
        StringBuilder kept = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
          JsonNode entry = MAPPER.readTree(line);
          if (entry.path("step").asLong() <= step) {
            kept.append(line).append('\n');
          }
        }
        told = kept.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void evaluated(long step, Evaluation evaluation) {
    listener.evaluated(step, evaluation);
  }

  @Override
  public boolean isStopped() {
    return listener.isStopped();
  }
}

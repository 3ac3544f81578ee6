package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve steps of DPO with LoRA against TRL's trainer: {@code trajectory/dpo.py} writes them. */
class PreferenceTrajectoryTest {
  private static final double ALLOWED = 1e-4;
  private static final String PEFT = "base_model.model.";
  private static final JsonNode GOLDEN =
      Golden.of(PreferenceTrajectoryTest.class, "trajectory/dpo.json");

  private final JsonNode settings = GOLDEN.get("settings");

  @TempDir Path folder;

  @Test
  void twelveStepsHaveTheLossesRewardsAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      LoraParameterisation lora = lora(model);
      Trainer trainer =
          new Trainer(
              model,
              lora,
              new PreferenceObjective(
                  List.of(new Term("sigmoid", 1)),
                  LossSettings.of(number("beta"), 0),
                  Divergence.REVERSE_KL),
              Optional.of(ReferencePolicy.withoutAdapter(model)),
              new AdamW.Settings(
                  number("learning_rate"),
                  0.9,
                  0.999,
                  1e-8,
                  number("weight_decay"),
                  number("max_grad_norm")),
              Schedule.linear(settings.get("warmup_steps").longValue()),
              pairs(),
              List.of(),
              inOrder());
      trainer.run(ProgressReporter.SILENT, TrainingListener.NONE);
      assertSteps();
      assertWeights(lora, model);
    }
  }

  private void assertSteps() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    JsonNode history = GOLDEN.get("history");
    assertEquals(12, history.size());
    assertEquals(history.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonNode actual = new ObjectMapper().readTree(lines.get(i));
      JsonNode expected = history.get(i);
      String where = " of step " + (i + 1);
      assertEquals(expected.get("num_tokens").longValue(), actual.get("num_tokens").longValue());
      for (String name :
          List.of(
              "loss",
              "rewards/chosen",
              "rewards/rejected",
              "rewards/margins",
              "logps/chosen",
              "logps/rejected",
              "grad_norm")) {
        double wanted = expected.get(name).doubleValue();
        double allowed = ALLOWED * Math.max(1, Math.abs(wanted));
        assertEquals(wanted, actual.get(name).doubleValue(), allowed, name + where);
      }
      // TRL takes the mean of its micro-batches' means, and not that over the step's tokens.
      for (String name :
          List.of("entropy", "mean_token_accuracy", "logits/chosen", "logits/rejected")) {
        double wanted = expected.get(name).doubleValue();
        assertEquals(wanted, actual.get(name).doubleValue(), 0.1, name + where);
      }
    }
    double last = history.get(11).get("rewards/chosen").doubleValue();
    assertTrue(Math.abs(last) > 0.1, "the policy has left the reference: " + last);
  }

  private void assertWeights(LoraParameterisation lora, Gemma3Model model) {
    List<float[]> values = model.values(lora.parameters().views());
    try (SafetensorsFile expected = SafetensorsFile.open(file("final.safetensors"))) {
      assertEquals(values.size(), expected.entries().size());
      for (int i = 0; i < values.size(); i++) {
        String name = lora.parameters().parts().get(i).name();
        double difference = GoldenModel.difference(values.get(i), expected.floats(PEFT + name));
        assertTrue(difference <= ALLOWED, name + " differs by " + difference);
      }
    }
  }

  private LoraParameterisation lora(Gemma3Model model) {
    LoraParameterisation lora =
        LoraParameterisation.of(
            model,
            new LoraParameterisation.Settings(
                settings.get("rank").intValue(), number("alpha"), Set.of(Projection.values())),
            1);
    try (SafetensorsFile initial = SafetensorsFile.open(file("initial.safetensors"));
        Scope scope = model.newScope()) {
      for (int i = 0; i < lora.parameters().parts().size(); i++) {
        FlatParameters.Part part = lora.parameters().parts().get(i);
        float[] values = initial.floats(PEFT + part.name());
        long[] shape = part.shape().stream().mapToLong(Long::longValue).toArray();
        scope.callForOne("assign", lora.parameters().views().get(i), scope.floats(values, shape));
      }
    }
    return lora;
  }

  private List<PairExample> pairs() {
    Cut cut = new Cut(settings.get("max_length").intValue(), Cut.Side.KEEP_START);
    List<PairExample> pairs = new ArrayList<>();
    for (JsonNode row : GOLDEN.get("rows")) {
      pairs.add(
          PairExample.of(
                  GoldenModel.integers(row.get("prompt_ids")),
                  GoldenModel.integers(row.get("chosen_ids")),
                  GoldenModel.integers(row.get("rejected_ids")),
                  cut,
                  false)
              .orElseThrow());
    }
    return pairs;
  }

  private TrainerSettings inOrder() {
    return new TrainerSettings(
        folder,
        "trajectory",
        new Batching(
            settings.get("batch_size").intValue(),
            0,
            settings.get("gradient_accumulation").intValue(),
            1,
            false,
            Arrangement.AS_THEY_COME),
        new Course(1, settings.get("steps").longValue(), 0, 1, 1, Optional.empty()),
        new Keeping(0, 1),
        true,
        row -> "pair " + row);
  }

  private double number(String name) {
    return settings.get(name).doubleValue();
  }

  private static Path file(String name) {
    try {
      return Path.of(PreferenceTrajectoryTest.class.getResource("trajectory/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve steps of DPO with LoRA against TRL's trainer: {@code trajectory/dpo.py} writes them. */
class PreferenceTrajectoryTest {
  private static final Trajectory TRL = Trajectory.of("dpo");

  @TempDir Path folder;

  @Test
  void twelveStepsHaveTheLossesRewardsAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      LoraParameterisation lora = TRL.lora(model, "initial.safetensors");
      Trainer trainer =
          new Trainer(
              model,
              lora,
              new PreferenceObjective(
                  List.of(new Term("sigmoid", 1)),
                  LossSettings.of(TRL.number("beta"), 0),
                  Divergence.REVERSE_KL),
              Optional.of(ReferencePolicy.withoutAdapter(model)),
              TRL.adamW(TRL.number("learning_rate")),
              TRL.schedule(),
              pairs(),
              List.of(),
              TRL.inOrder(folder, "pair"));
      trainer.run(ProgressReporter.SILENT, TrainingListener.NONE);
      assertSteps();
      Trajectory.assertWeights(lora, model, "final.safetensors", Trajectory.PEFT);
    }
  }

  private void assertSteps() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    JsonNode history = TRL.golden().get("history");
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
        double allowed = Trajectory.ALLOWED * Math.max(1, Math.abs(wanted));
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

  private List<PairExample> pairs() {
    Cut cut = new Cut(TRL.setting("max_length").intValue(), Cut.Side.KEEP_START);
    List<PairExample> pairs = new ArrayList<>();
    for (JsonNode row : TRL.golden().get("rows")) {
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
}

package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve steps of SFT against TRL's trainer: {@code trajectory/sft.py} writes them. */
class SupervisedTrajectoryTest {
  private static final Trajectory TRL = Trajectory.of("sft");

  @TempDir Path folder;

  @Test
  void twelveStepsWithLoraHaveTheLossesAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      LoraParameterisation lora = TRL.lora(model, "sft_lora_initial.safetensors");
      train(model, lora, "sft_lora");
      Trajectory.assertWeights(lora, model, "sft_lora_final.safetensors", Trajectory.PEFT);
    }
  }

  @Test
  void twelveStepsOfAllWeightsHaveTheLossesAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      FullParameterisation full = FullParameterisation.of(model);
      train(model, full, "full");
      Trajectory.assertWeights(full, model, "full_final.safetensors", "");
    }
  }

  private void train(Gemma3Model model, Parameterisation parameterisation, String name)
      throws IOException {
    double rate = TRL.golden().at("/learning_rates/" + name).doubleValue();
    new Trainer(
            model,
            parameterisation,
            new SupervisedObjective(),
            Optional.empty(),
            TRL.adamW(rate),
            TRL.schedule(),
            AnswerExample.all(rows()),
            List.of(),
            TRL.inOrder(folder, "row"))
        .run(ProgressReporter.SILENT, TrainingListener.NONE);
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    JsonNode history = TRL.golden().get(name);
    assertEquals(12, history.size());
    assertEquals(history.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonNode actual = new ObjectMapper().readTree(lines.get(i));
      JsonNode expected = history.get(i);
      double loss = 0;
      for (JsonNode share : expected.get("shares")) {
        loss += share.doubleValue();
      }
      String where = " of step " + (i + 1);
      assertEquals(loss, actual.get("loss").doubleValue(), Trajectory.ALLOWED, "loss" + where);
      double norm = expected.get("grad_norm").doubleValue();
      assertEquals(
          norm, actual.get("grad_norm").doubleValue(), Trajectory.ALLOWED * norm, "norm" + where);
    }
  }

  private static List<EncodedConversation> rows() {
    List<EncodedConversation> rows = new ArrayList<>();
    for (JsonNode row : TRL.golden().get("rows")) {
      int[] labels = GoldenModel.integers(row.get("labels"));
      boolean[] labelled = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        labelled[i] = labels[i] != -100;
      }
      rows.add(new EncodedConversation(GoldenModel.integers(row.get("input_ids")), labelled));
    }
    return rows;
  }
}

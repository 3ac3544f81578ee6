package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.chat.EncodedConversation;
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
import io.deltatune.model.train.objective.SupervisedObjective;
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

/** Twelve steps of SFT against TRL's trainer: {@code trajectory/sft.py} writes them. */
class SupervisedTrajectoryTest {
  private static final double ALLOWED = 1e-4;
  private static final String PEFT = "base_model.model.";
  private static final JsonNode GOLDEN =
      Golden.of(SupervisedTrajectoryTest.class, "trajectory/sft.json");

  private final JsonNode settings = GOLDEN.get("settings");

  @TempDir Path folder;

  @Test
  void twelveStepsWithLoraHaveTheLossesAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      LoraParameterisation lora = lora(model);
      train(model, lora, "sft_lora");
      assertWeights(lora, model, "sft_lora", PEFT);
    }
  }

  @Test
  void twelveStepsOfAllWeightsHaveTheLossesAndFinalWeightsOfTrl() throws IOException {
    try (Gemma3Model model = GoldenModel.of("newer").open(false)) {
      FullParameterisation full = FullParameterisation.of(model);
      train(model, full, "full");
      assertWeights(full, model, "full", "");
    }
  }

  private void train(Gemma3Model model, Parameterisation parameterisation, String name)
      throws IOException {
    AdamW.Settings rule =
        new AdamW.Settings(
            GOLDEN.at("/learning_rates/" + name).doubleValue(),
            0.9,
            0.999,
            1e-8,
            number("weight_decay"),
            number("max_grad_norm"));
    new Trainer(
            model,
            parameterisation,
            new SupervisedObjective(),
            Optional.empty(),
            rule,
            Schedule.linear(settings.get("warmup_steps").longValue()),
            AnswerExample.all(rows()),
            List.of(),
            inOrder())
        .run(ProgressReporter.SILENT, TrainingListener.NONE);
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    JsonNode history = GOLDEN.get(name);
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
      assertEquals(loss, actual.get("loss").doubleValue(), ALLOWED, "loss" + where);
      double norm = expected.get("grad_norm").doubleValue();
      assertEquals(norm, actual.get("grad_norm").doubleValue(), ALLOWED * norm, "norm" + where);
    }
  }

  private void assertWeights(
      Parameterisation trained, Gemma3Model model, String name, String prefix) {
    List<float[]> values = model.values(trained.parameters().views());
    try (SafetensorsFile expected = SafetensorsFile.open(file(name + "_final.safetensors"))) {
      assertEquals(values.size(), expected.entries().size());
      for (int i = 0; i < values.size(); i++) {
        String part = trained.parameters().parts().get(i).name();
        double difference = GoldenModel.difference(values.get(i), expected.floats(prefix + part));
        assertTrue(difference <= ALLOWED, part + " differs by " + difference);
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
    try (SafetensorsFile initial = SafetensorsFile.open(file("sft_lora_initial.safetensors"));
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

  private static List<EncodedConversation> rows() {
    List<EncodedConversation> rows = new ArrayList<>();
    for (JsonNode row : GOLDEN.get("rows")) {
      int[] labels = GoldenModel.integers(row.get("labels"));
      boolean[] labelled = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        labelled[i] = labels[i] != -100;
      }
      rows.add(new EncodedConversation(GoldenModel.integers(row.get("input_ids")), labelled));
    }
    return rows;
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
        row -> "row " + row);
  }

  private double number(String name) {
    return settings.get(name).doubleValue();
  }

  private static Path file(String name) {
    try {
      return Path.of(SupervisedTrajectoryTest.class.getResource("trajectory/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

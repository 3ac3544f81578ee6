package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.testkit.Golden;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Steps of one of TRL's trainers: its rows and settings, its first and its final weights. */
record Trajectory(JsonNode golden) {
  static final double ALLOWED = 1e-4;

  /** What PEFT writes before the names of an adapter's tensors. */
  static final String PEFT = "base_model.model.";

  /** As {@code trajectory/NAME.py} wrote it. */
  static Trajectory of(String name) {
    return new Trajectory(Golden.of(Trajectory.class, "trajectory/" + name + ".json"));
  }

  double number(String name) {
    return setting(name).doubleValue();
  }

  JsonNode setting(String name) {
    return golden.get("settings").get(name);
  }

  AdamW.Settings adamW(double learningRate) {
    return new AdamW.Settings(
        learningRate, 0.9, 0.999, 1e-8, number("weight_decay"), number("max_grad_norm"));
  }

  Schedule schedule() {
    return Schedule.linear(setting("warmup_steps").longValue());
  }

  /** Of the steps as they are in the file, one behind the other. */
  TrainerSettings inOrder(Path folder, String row) {
    return new TrainerSettings(
        folder,
        "trajectory",
        new Batching(
            setting("batch_size").intValue(),
            0,
            setting("gradient_accumulation").intValue(),
            1,
            false,
            Arrangement.AS_THEY_COME),
        new Course(1, setting("steps").longValue(), 0, 1, 1, Optional.empty()),
        new Keeping(0, 1),
        true,
        number -> row + " " + number);
  }

  /** An adapter with the values of a file. */
  LoraParameterisation lora(Gemma3Model model, String file) {
    LoraParameterisation lora =
        LoraParameterisation.of(
            model,
            new LoraParameterisation.Settings(
                setting("rank").intValue(), number("alpha"), Set.of(Projection.values())),
            1);
    try (SafetensorsFile initial = SafetensorsFile.open(path(file));
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

  /** What was trained is what a file holds, tensor by tensor. */
  static void assertWeights(
      Parameterisation trained, Gemma3Model model, String file, String prefix) {
    List<float[]> values = model.values(trained.parameters().views());
    try (SafetensorsFile expected = SafetensorsFile.open(path(file))) {
      assertEquals(values.size(), expected.entries().size());
      for (int i = 0; i < values.size(); i++) {
        String part = trained.parameters().parts().get(i).name();
        double difference = GoldenModel.difference(values.get(i), expected.floats(prefix + part));
        assertTrue(difference <= ALLOWED, part + " differs by " + difference);
      }
    }
  }

  private static Path path(String file) {
    try {
      return Path.of(Trajectory.class.getResource("trajectory/" + file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

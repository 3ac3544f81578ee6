package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.golden.GreedyParity;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, gradients and the optimiser against torch, transformers and PEFT. */
class TrainingParityTest {
  private static final double RELATIVE = 1e-5;

  /** What ten steps make of differences in the last bits. */
  private static final double AFTER_STEPS = 1e-4;

  private static final String PEFT = "base_model.model.";
  private static final AdamW.Settings UNUSED = new AdamW.Settings(0, 0.9, 0.999, 1e-8, 0, 0);

  private final GoldenModel golden = GoldenModel.of("newer");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfTheAdapterEqualThoseOfPeft(boolean keepActivations) {
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = lora(model);
      List<MicroBatch> whole = List.of(MicroBatch.of(golden.batch("batch")));
      Map<String, float[]> actual = new HashMap<>();
      double loss = gradients(model, lora, whole, keepActivations, actual);
      assertEquals(golden.json().at("/adapter/loss").doubleValue(), loss, 1e-4);
      assertGradients(actual, golden.tensors("adapter_gradients.safetensors"), PEFT);
      assertNorm(actual, golden.json().at("/adapter/norm").doubleValue());
    }
  }

  @Test
  void gradientsSummedOverMicroBatchesOfOneRowAreThoseOfTheWholeBatch() {
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = lora(model);
      List<MicroBatch> rows = new ArrayList<>();
      for (EncodedConversation row : golden.batch("batch")) {
        rows.add(MicroBatch.of(List.of(row)));
      }
      Map<String, float[]> actual = new HashMap<>();
      double loss = gradients(model, lora, rows, true, actual);
      assertEquals(golden.json().at("/adapter/loss").doubleValue(), loss, 1e-4);
      assertGradients(actual, golden.tensors("adapter_gradients.safetensors"), PEFT);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfAllWeightsEqualThoseOfTransformers(boolean keepActivations) {
    try (Gemma3Model model = golden.open(false)) {
      FullParameterisation full = FullParameterisation.of(model);
      List<MicroBatch> whole = List.of(MicroBatch.of(golden.batch("batch")));
      Map<String, float[]> actual = new HashMap<>();
      double loss = gradients(model, full, whole, keepActivations, actual);
      assertEquals(golden.json().at("/full/loss").doubleValue(), loss, 1e-4);
      assertGradients(actual, golden.tensors("gradients.safetensors"), "");
      assertNorm(actual, golden.json().at("/full/norm_of_all").doubleValue());
    }
  }

  @Test
  void tenStepsOfAdamWWithClippingAndWarmUpEndWhereThoseOfTorchEnd(@TempDir Path folder) {
    JsonNode training = golden.json().get("training");
    double rate = training.get("learning_rate").doubleValue();
    AdamW.Settings settings =
        new AdamW.Settings(
            rate,
            training.at("/betas/0").doubleValue(),
            training.at("/betas/1").doubleValue(),
            training.get("eps").doubleValue(),
            training.get("weight_decay").doubleValue(),
            training.get("max_grad_norm").doubleValue());
    Schedule schedule = Schedule.cosine(training.get("warmup_steps").longValue());
    List<MicroBatch> batches =
        List.of(MicroBatch.of(golden.batch("batch")), MicroBatch.of(golden.batch("other_batch")));
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = lora(model);
      AdamW optimiser = new AdamW(settings, lora.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(
              model, lora, new SupervisedObjective(), Optional.empty(), optimiser, true);
      JsonNode history = training.get("history");
      for (int i = 0; i < history.size(); i++) {
        double applied = rate * schedule.factor(i, history.size());
        assertEquals(history.get(i).get("learning_rate").doubleValue(), applied, 1e-12);
        var outcome = step.run(List.of(batches.get(i % 2)), applied, i + 1L);
        String where = "step " + i;
        assertEquals(history.get(i).get("loss").doubleValue(), outcome.loss(), 1e-4, where);
        double norm = history.get(i).get("grad_norm").doubleValue();
        assertEquals(norm, outcome.gradientNorm(), AFTER_STEPS * norm, where);
      }
      Map<String, float[]> actual = values(lora, lora.parameters().views(), model);
      assertClose(actual, golden.tensors("adapter_trained.safetensors"), PEFT, AFTER_STEPS);
      assertGreedyAfterExport(lora, folder);
    }
  }

  /** Written, read into a fresh model, and continuing prompts as the reference's tuned model. */
  private void assertGreedyAfterExport(LoraParameterisation lora, Path folder) {
    AdapterFolder.write(folder, new LoraAdapter(adapter().config(), lora.matrices()));
    try (Gemma3Model fresh = golden.open(false)) {
      fresh.adapt(AdapterFolder.read(folder, fresh.config()).matrices());
      GreedyParity.assertGreedy(fresh, golden.json().get("greedy_trained"));
    }
  }

  private LoraParameterisation lora(Gemma3Model model) {
    LoraAdapter adapter = adapter();
    var settings =
        new LoraParameterisation.Settings(
            adapter.config().rank(), adapter.config().alpha(), Set.of(Projection.values()));
    return LoraParameterisation.from(model, settings, adapter.matrices());
  }

  private LoraAdapter adapter() {
    Path folder = golden.folder();
    return AdapterFolder.read(folder.resolve("adapter"), Gemma3Config.read(folder));
  }

  private static double gradients(
      Gemma3Model model,
      Parameterisation parameterisation,
      List<MicroBatch> batches,
      boolean keepActivations,
      Map<String, float[]> into) {
    FlatParameters parameters = parameterisation.parameters();
    AdamW optimiser = new AdamW(UNUSED, parameters, model.scope());
    TrainingStep step =
        new TrainingStep(
            model,
            parameterisation,
            new SupervisedObjective(),
            Optional.empty(),
            optimiser,
            keepActivations);
    double loss = step.gradients(batches).loss();
    into.putAll(
        values(parameterisation, parameters.viewsOf(step.gradient(), model.scope()), model));
    return loss;
  }

  private static Map<String, float[]> values(
      Parameterisation parameterisation, List<Tensor> views, Gemma3Model model) {
    Map<String, float[]> values = new HashMap<>();
    List<float[]> arrays = model.values(views);
    for (int i = 0; i < arrays.size(); i++) {
      values.put(parameterisation.parameters().parts().get(i).name(), arrays.get(i));
    }
    return values;
  }

  private static void assertGradients(
      Map<String, float[]> actual, Map<String, float[]> expected, String prefix) {
    assertClose(actual, expected, prefix, RELATIVE);
  }

  private static void assertClose(
      Map<String, float[]> actual, Map<String, float[]> expected, String prefix, double allowed) {
    assertTrue(expected.size() >= 9, "golden tensors");
    expected.forEach(
        (name, values) -> {
          double difference =
              GoldenModel.relativeDifference(actual.get(name.substring(prefix.length())), values);
          assertTrue(difference <= allowed, name + " differs by " + difference);
        });
  }

  private static void assertNorm(Map<String, float[]> gradients, double expected) {
    double sum = 0;
    for (float[] values : gradients.values()) {
      for (float value : values) {
        sum += (double) value * value;
      }
    }
    assertEquals(expected, Math.sqrt(sum), RELATIVE * expected);
  }
}

package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.export.Export;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorType;
import io.deltatune.model.train.LoraPlan.Adapted;
import io.deltatune.model.train.LoraPlan.Variant;
import io.deltatune.model.train.objective.SupervisedObjective;
import io.deltatune.testkit.Golden;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants of LoRA against PEFT's own gradients: {@code adapters/adapters.py} writes them. */
class AdapterGradientsTest {
  private static final double RELATIVE = 1e-5;
  private static final double LOGITS = 1e-4;
  private static final String PEFT = "base_model.model.";
  private static final JsonNode GOLDEN =
      Golden.of(AdapterGradientsTest.class, "adapters/adapters.json");
  private static final AdamW.Settings UNUSED = new AdamW.Settings(0, 0.9, 0.999, 1e-8, 0, 0);

  private final GoldenModel golden = GoldenModel.of("newer");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rslora, true",
    "patterns, true",
    "patterns, false",
    "dropout, true",
    "dropout, false",
    "dora, true",
    "dora, false",
    "dora_dropout, true",
    "dora_dropout, false"
  })
  void gradientsEqualThoseOfPeft(String name, boolean keepActivations) {
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = continued(model, name);
      assertGradients(name, model, lora, keepActivations);
    }
  }

  private void assertGradients(
      String name, Gemma3Model model, LoraParameterisation lora, boolean keepActivations) {
    JsonNode expected = GOLDEN.at("/cases/" + name);
    List<EncodedConversation> rows =
        golden.batch("batch").subList(0, expected.get("rows").intValue());
    TrainingStep step = step(model, lora, keepActivations);
    double loss = step.gradients(List.of(MicroBatch.of(rows)), 1).loss();
    assertEquals(expected.get("loss").doubleValue(), loss, 1e-5);
    Map<String, float[]> actual = named(lora, step.gradient().floats());
    Map<String, float[]> gradients = tensors(name, "gradients.safetensors");
    assertEquals(expected.get("tensors").intValue(), gradients.size());
    assertEquals(gradients.size(), actual.size());
    gradients.forEach(
        (key, values) -> {
          float[] found = actual.get(key.substring(PEFT.length()));
          double difference = GoldenModel.relativeDifference(found, values);
          assertTrue(difference <= RELATIVE, name + ": " + key + " differs by " + difference);
        });
  }

  private static TrainingStep step(
      Gemma3Model model, LoraParameterisation lora, boolean keepActivations) {
    AdamW optimiser = new AdamW(UNUSED, lora.parameters(), model.scope());
    return new TrainingStep(
        model, lora, new SupervisedObjective(), Optional.empty(), optimiser, keepActivations);
  }

  private static Map<String, float[]> named(LoraParameterisation lora, float[] flat) {
    Map<String, float[]> named = new HashMap<>();
    for (FlatParameters.Part part : lora.parameters().parts()) {
      int from = (int) part.offset();
      named.put(part.name(), Arrays.copyOfRange(flat, from, from + (int) part.size()));
    }
    return named;
  }

  /** The golden adapter as a parameterisation of the model. */
  private static LoraParameterisation continued(Gemma3Model model, String name) {
    LoraAdapter adapter = AdapterFolder.read(path(name).resolve("adapter"), model.config());
    double dropout = adapter.config().dropout();
    boolean magnitudes = adapter.config().shape().magnitudes();
    LoraPlan plan = new LoraPlan(adapted(adapter.matrices()), new Variant(magnitudes, dropout, 1));
    return LoraParameterisation.from(
        model, plan, adapter.matrices(), false, GOLDEN.get("seed").longValue());
  }

  private static List<Adapted> adapted(Map<Place, LowRank> matrices) {
    Map<Integer, Adapted> ordered = new TreeMap<>();
    matrices.forEach(
        (place, matrix) ->
            ordered.put(
                place.layer() * 7 + place.projection().index(),
                new Adapted(place, matrix.rank(), matrix.scaling())));
    return List.copyOf(ordered.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dora", "patterns"})
  void theAdapterAndTheModelItIsMergedIntoHaveTheLogitsOfPeft(String name) {
    float[] expected = tensors(name, "logits.safetensors").get("logits.2");
    Path adapter = path(name).resolve("adapter");
    try (Gemma3Model model = golden.open(true)) {
      model.adapt(AdapterFolder.read(adapter, model.config()).matrices());
      assertLogits(expected, model, "adapted");
      assertCached(model);
    }
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = continued(model, name);
      assertLogits(expected, model, "in training");
      AdapterFolder.write(
          folder.resolve("again"),
          new LoraAdapter(AdapterFolder.read(adapter, model.config()).config(), lora.matrices()));
    }
    Path merged = folder.resolve("merged");
    Export.run(
        golden.folder(),
        Optional.of(folder.resolve("again")),
        merged,
        new Export.Settings(TensorType.FP32, 1 << 30),
        ProgressReporter.SILENT);
    try (Gemma3Model model = Gemma3Model.open(merged, Precision.FP32, false)) {
      assertLogits(expected, model, "merged");
    }
  }

  private void assertLogits(float[] expected, Gemma3Model model, String how) {
    try (Scope step = model.newScope()) {
      int[] tokens = golden.batch("batch").get(2).tokens();
      double difference = GoldenModel.difference(model.logits(tokens, step).floats(), expected);
      assertTrue(difference <= LOGITS, how + ": logits differ by " + difference);
    }
  }

  /** A token through the cache has the state that it has in the whole sequence. */
  private void assertCached(Gemma3Model model) {
    int[] tokens = golden.batch("batch").get(2).tokens();
    int[] before = Arrays.copyOf(tokens, tokens.length - 1);
    try (Scope step = model.newScope();
        var cache = model.newCache(1, tokens.length)) {
      model.prefill(cache, new int[] {0}, new int[][] {before}, step);
      int[] last = {tokens[tokens.length - 1]};
      float[] cached = model.decode(cache, last, step).floats();
      float[] whole =
          model
              .states(
                  tokens, Visibility.sequences(tokens.length), new int[] {tokens.length - 1}, step)
              .floats();
      assertTrue(GoldenModel.difference(cached, whole) <= LOGITS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pissa", "olora"})
  void startsThatAreTakenOffAreThoseOfPeft(String name) {
    try (Gemma3Model model = golden.open(false)) {
      Map<String, float[]> start = tensors(name, "adapter/adapter_model.safetensors");
      Map<String, float[]> removed = tensors(name, "removed.safetensors");
      List<Adapted> adapted = adapted(model.config(), start, name.equals("olora"));
      LoraStart kind = name.equals("olora") ? LoraStart.OLORA : LoraStart.PISSA;
      for (Adapted one : adapted) {
        LowRank matrix = kind.matrices(model, one, 1);
        String module = one.place().projection().module(one.place().layer());
        double difference =
            GoldenModel.relativeDifference(product(matrix), removed.get(module + ".weight"));
        assertTrue(difference <= 1e-4, module + " differs by " + difference);
        assertSameButForSigns(start.get(PEFT + module + ".lora_A.weight"), matrix.down());
        assertSameButForSigns(start.get(PEFT + module + ".lora_B.weight"), matrix.up());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"pissa, true", "pissa, false", "olora, true"})
  void gradientsBesideWhatIsTakenOffEqualThoseOfPeft(String name, boolean keepActivations) {
    try (Gemma3Model model = golden.open(false)) {
      Map<String, float[]> start = tensors(name, "adapter/adapter_model.safetensors");
      LoraPlan plan =
          new LoraPlan(adapted(model.config(), start, name.equals("olora")), Variant.PLAIN);
      Map<Place, LowRank> matrices = new HashMap<>();
      for (Adapted one : plan.adapted()) {
        String module = PEFT + one.place().projection().module(one.place().layer());
        matrices.put(
            one.place(),
            new LowRank(
                one.rank(),
                one.scaling(),
                start.get(module + ".lora_A.weight"),
                start.get(module + ".lora_B.weight")));
      }
      LoraParameterisation lora = LoraParameterisation.from(model, plan, matrices, true, 1);
      assertGradients(name, model, lora, keepActivations);
      lora.matrices()
          .forEach(
              (place, matrix) -> {
                assertEquals(8, matrix.rank(), "twice the rank, beside the unchanged weights");
                for (float value : product(matrix)) {
                  assertEquals(0, value, 1e-6);
                }
              });
    }
  }

  private static List<Adapted> adapted(
      Gemma3Config config, Map<String, float[]> start, boolean rankStabilised) {
    List<Adapted> adapted = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (start.containsKey(PEFT + projection.module(layer) + ".lora_A.weight")) {
          adapted.add(
              new Adapted(
                  new Place(layer, projection), 4, 8 / (rankStabilised ? Math.sqrt(4) : 4)));
        }
      }
    }
    assertEquals(14, adapted.size());
    return adapted;
  }

  private static float[] product(LowRank matrix) {
    int inputs = matrix.down().length / matrix.rank();
    float[] product = new float[matrix.up().length / matrix.rank() * inputs];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int k = 0; k < matrix.rank(); k++) {
        sum +=
            (double) matrix.up()[i / inputs * matrix.rank() + k]
                * matrix.down()[k * inputs + i % inputs];
      }
      product[i] = (float) (matrix.scaling() * sum);
    }
    return product;
  }

  private static void assertSameButForSigns(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Math.abs(expected[i]), Math.abs(actual[i]), 1e-4);
    }
  }

  @Test
  void theOrthogonalStartIsNotZeroButItsProductIs() {
    try (Gemma3Model model = golden.open(false)) {
      Adapted adapted = new Adapted(new Place(3, Projection.GATE), 4, 2);
      LowRank matrix = LoraStart.ORTHOGONAL.matrices(model, adapted, 5);
      assertTrue(Math.abs(matrix.down()[0]) > 0 && Math.abs(matrix.up()[0]) > 0);
      for (float value : product(matrix)) {
        assertEquals(0, value, 1e-6);
      }
      assertArrayEquals(
          matrix.down(), LoraStart.ORTHOGONAL.matrices(model, adapted, 5).down(), "of the seed");
    }
  }

  @Test
  void dropoutLeavesOutItsShareAndOtherNumbersAtOtherPlacesAndMoments() {
    try (Gemma3Model model = golden.open(false);
        Scope scope = model.newScope()) {
      Dropout dropout = new Dropout(0.1, 3);
      long key = dropout.key(new Dropout.Moment(4, 1), 2);
      assertEquals(key, dropout.key(new Dropout.Moment(4, 1), 2));
      float[] one = mask(scope, key, 0);
      double share = 0;
      for (float value : one) {
        share += value;
      }
      assertEquals(0.9, share / one.length, 0.004, "of 90,000");
      assertEquals(0.81, together(one, mask(scope, key, 1)), 0.006);
      long later = dropout.key(new Dropout.Moment(5, 1), 2);
      assertEquals(0.81, together(one, mask(scope, later, 0)), 0.006);
    }
  }

  private static float[] mask(Scope scope, long key, long projection) {
    return scope
        .callForOne(
            "dropout_mask",
            scope.zeros(300, 300),
            scope.settings(new double[] {0.1}, 1),
            scope.numbers(key, projection))
        .floats();
  }

  private static double together(float[] one, float[] other) {
    double both = 0;
    for (int i = 0; i < one.length; i++) {
      both += one[i] * other[i];
    }
    return both / one.length;
  }

  @Test
  void dropoutComputesTheSameTwiceAndNothingInEvaluation() {
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation lora = continued(model, "dropout");
      List<MicroBatch> rows = List.of(MicroBatch.of(golden.batch("batch")));
      TrainingStep kept = step(model, lora, true);
      TrainingStep recomputed = step(model, lora, false);
      kept.gradients(rows, 3);
      recomputed.gradients(rows, 3);
      assertArrayEquals(kept.gradient().floats(), recomputed.gradient().floats());
      recomputed.gradients(rows, 4);
      double difference =
          GoldenModel.relativeDifference(recomputed.gradient().floats(), kept.gradient().floats());
      assertTrue(difference > 0.1, "another step leaves out others: " + difference);
      float[] once = Backpropagation.inferring(model).logProbabilities(rows.get(0));
      model.adapt(lora.matrices());
      float[] plain = Backpropagation.inferring(model).logProbabilities(rows.get(0));
      assertTrue(GoldenModel.difference(once, plain) <= 1e-5);
    }
  }

  @Test
  void magnitudesOverCodesAreThoseOverTheWeightsThatTheCodesStandFor() {
    // The gains are computed of one layer's values at a time.
    OpenOptions codes =
        OpenOptions.onProcessor(Precision.FP32, Residence.COPIED)
            .with(new FourBitQuantiser(FourBitType.NF4, true));
    try (Gemma3Model model = Gemma3Model.open(golden.folder(), codes)) {
      LoraParameterisation lora = continued(model, "dora");
      MicroBatch rows = MicroBatch.of(golden.batch("batch"));
      TrainingStep step = step(model, lora, false);
      step.gradients(List.of(rows), 1);
      float[] gradient = step.gradient().floats();
      float[] live = Backpropagation.inferring(model).logProbabilities(rows);
      model.adapt(lora.matrices());
      float[] adapted = Backpropagation.inferring(model).logProbabilities(rows);
      assertTrue(GoldenModel.difference(live, adapted) <= 1e-4);
      assertTrue(Double.isFinite(gradient[0]));
    }
  }

  private static Map<String, float[]> tensors(String name, String file) {
    Map<String, float[]> tensors = new TreeMap<>();
    try (SafetensorsFile opened = SafetensorsFile.open(path(name).resolve(file))) {
      opened.entries().keySet().forEach(key -> tensors.put(key, opened.floats(key)));
    }
    return tensors;
  }

  private static Path path(String name) {
    try {
      return Path.of(
              AdapterGradientsTest.class.getResource("adapters/" + name + "/adapter").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

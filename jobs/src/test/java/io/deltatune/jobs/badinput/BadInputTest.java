package io.deltatune.jobs.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who gives a command something that it cannot take. */
class BadInputTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @BeforeAll
  static void openSession() {
    TestSession.open();
  }

  @Test
  void anUnknownKeyAndAWrongTypeAreToldTogetherWithFileAndLine() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            model: {path: samples/model}
            optimiser:
              learning_rat: 1.0e-4
            batch:
              size: many
            """);
    String told = refused("train", recipe);
    assertTrue(told.contains("mine.yaml:3"), told);
    assertTrue(told.contains("learning_rat"), told);
    assertTrue(told.contains("did you mean") && told.contains("learning_rate"), told);
    assertTrue(told.contains("mine.yaml:5"), told);
    assertTrue(told.contains("batch.size") && told.contains("many"), told);
    assertTrue(told.contains("expected a whole number"), told);
  }

  @Test
  void aMissingDataFileIsToldWithThePlacesWhereItWasLookedFor() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("mine.yaml"), "sources:\n  - {name: mine, path: no/such.jsonl}\n");
    String told = refused("ingest", recipe);
    assertTrue(told.contains("mine.yaml:2"), told);
    assertTrue(told.contains(folder.resolve("no/such.jsonl").toString()), told);
    assertTrue(told.contains(HOME.resolve("no/such.jsonl").toString()), told);
  }

  @Test
  void aTruncatedCheckpointIsRefusedByItsFilesName() throws IOException {
    Path model = copiedModel();
    Path weights = model.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
    String told = refused("generate", recipeFor(model));
    assertTrue(told.contains(weights.toString()), told);
  }

  @Test
  void anOversizedHeaderIsRefusedByItsFilesNameAndNotRead() throws IOException {
    Path model = copiedModel();
    Path weights = model.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    Files.write(weights, whole);
    String told = refused("generate", recipeFor(model));
    assertTrue(told.contains(weights.toString()), told);
    assertTrue(told.contains("header"), told);
    assertTrue(told.contains("1152921504606846976"), told);
  }

  @Test
  void aCheckpointOfAnotherArchitectureIsRefusedByName() throws IOException {
    Path model = copiedModel();
    Path config = model.resolve("config.json");
    ObjectNode values = (ObjectNode) JSON.readTree(config.toFile());
    values.putArray("architectures").add("LlamaForCausalLM");
    values.put("model_type", "llama");
    JSON.writeValue(config.toFile(), values);
    String told = refused("generate", recipeFor(model));
    assertTrue(told.contains("llama") || told.contains("LlamaForCausalLM"), told);
    assertTrue(told.contains("Gemma3ForCausalLM") || told.contains("gemma3_text"), told);
    assertTrue(told.contains(model.toString()), told);
  }

  @Test
  void aWarehouseThatCannotBeWrittenIsRefusedByItsPath() throws IOException {
    // Below a file nobody can make a folder, not even the administrator.
    Path file = Files.writeString(folder.resolve("a-file"), "not a folder");
    Path recipe =
        Files.writeString(
            folder.resolve("mine.yaml"),
            "sources: [{name: sample, path: samples/data/preferences.jsonl}]\n");
    Path warehouse = file.resolve("warehouse");
    Transcript transcript =
        Transcript.of("ingest", recipe.toString(), "--warehouse", warehouse.toString());
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status(), transcript.err());
    assertTrue(transcript.err().contains(warehouse.toString()), transcript.err());
    assertToldForPeople(transcript.err());
  }

  @Test
  void allOfThisIsAlsoToldByCheckWithoutRunningAnything() throws IOException {
    Path recipe =
        Files.writeString(folder.resolve("mine.yaml"), "data: {split: tset}\nrunn: {seed: 1}\n");
    Path warehouse = folder.resolve("warehouse");
    Transcript transcript =
        Transcript.of("check", recipe.toString(), "--warehouse", warehouse.toString());
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status(), transcript.err());
    assertFalse(Files.exists(warehouse), "nothing is written");
  }

  private String refused(String verb, Path recipe) {
    Path warehouse = folder.resolve("warehouse");
    Transcript transcript =
        Transcript.of(verb, recipe.toString(), "--warehouse", warehouse.toString());
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status(), transcript.err());
    assertToldForPeople(transcript.err());
    assertFalse(Files.exists(warehouse), "nothing is written");
    return transcript.err();
  }

  private static void assertToldForPeople(String told) {
    assertTrue(told.startsWith("deltatune: "), told);
    assertTrue(told.contains("remedy: "), told);
    assertFalse(told.contains("\tat ") || told.contains("Exception"), told);
  }

  private Path recipeFor(Path model) throws IOException {
    return Files.writeString(
        folder.resolve("mine.yaml"),
        "model: {path: '" + model + "', precision: fp32}\ndata: {split: test, limit: 1}\n");
  }

  private Path copiedModel() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copied-model"));
    for (String file :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(HOME.resolve("samples/model").resolve(file), copy.resolve(file));
    }
    return copy;
  }
}

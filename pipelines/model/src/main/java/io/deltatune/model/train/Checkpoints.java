package io.deltatune.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run's checkpoints: {@code checkpoints/step-00000100/} with the trained parameters, the
 * optimiser's state and the number of finished steps. A folder of that name is always whole: it is
 * written under another name and moved.
 */
final class Checkpoints {
  private static final String STATE = "state.json";
  private static final String TENSORS = "state.safetensors";
  private static final String PREFIX = "step-";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final TrainerSettings settings;
  private final Gemma3Model model;
  private final FlatParameters parameters;
  private final Optimiser optimiser;
  private final FlatState flat;

  Checkpoints(
      TrainerSettings settings, Gemma3Model model, FlatParameters parameters, Optimiser optimiser) {
    this.folder = settings.folder().resolve("checkpoints");
    this.settings = settings;
    this.model = model;
    this.parameters = parameters;
    this.optimiser = optimiser;
    this.flat = new FlatState(parameters, model.scope());
  }

  /**
   * What a checkpoint says beside its tensors.
   *
   * @param state how far the run was
   * @param differences what is not as it was when the checkpoint was written, in words
   */
  record Resumed(RunState state, List<String> differences) {}

  /** Writes a checkpoint and removes the oldest beyond those to be kept. */
  void write(RunState reached) {
    Path target = folder.resolve(String.format("%s%08d", PREFIX, reached.step()));
    Path temporary = folder.resolve("." + target.getFileName() + ".tmp");
    try {
      delete(temporary);
      Files.createDirectories(temporary);
      SafetensorsWriter.write(temporary.resolve(TENSORS), contents(), Map.of("format", "pt"));
      AtomicFiles.writeText(temporary.resolve(STATE), state(reached));
      delete(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      List<Path> all = all();
      for (Path old : all.subList(0, Math.max(0, all.size() - settings.checkpoints().newest()))) {
        delete(old);
      }
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          target + " cannot be written",
          String.valueOf(e.getMessage()),
          "check that the run's folder is writable and the disk is not full",
          e);
    }
  }

  private Map<String, TensorContent> contents() {
    Map<String, TensorContent> contents = flat.contents("parameter.", parameters.flat());
    contents.putAll(optimiser.state());
    return contents;
  }

  private String state(RunState reached) throws IOException {
    ObjectNode state = MAPPER.createObjectNode();
    state.put("fingerprint", settings.fingerprint());
    state.put("precision", model.precision().name());
    reached.write(state);
    state.put("threads", EngineProcess.threads());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n";
  }

  /**
   * Reads the newest checkpoint into the parameters and moments.
   *
   * @return empty if there is none
   * @throws UserError if it is of another run
   */
  Optional<Resumed> resume() {
    try {
      List<Path> all = all();
      if (all.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(read(all.get(all.size() - 1)));
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          folder + " cannot be read",
          String.valueOf(e.getMessage()),
          "check the folder's permissions, or remove it to start afresh",
          e);
    }
  }

  private Resumed read(Path checkpoint) throws IOException {
    JsonNode state = MAPPER.readTree(checkpoint.resolve(STATE).toFile());
    if (!state.path("fingerprint").asText().equals(settings.fingerprint())) {
      throw new UserError(
          ErrorCode.RESUME,
          checkpoint + " belongs to another run",
          "its recipe, data or base model differ from those of now",
          "give the run another output, or remove the folder to start afresh");
    }
    try (SafetensorsFile file = SafetensorsFile.open(checkpoint.resolve(TENSORS))) {
      flat.restore(file, "parameter.", parameters.flat());
      optimiser.restore(file);
    }
    List<String> differences = new ArrayList<>();
    note(differences, "precision", state, model.precision().name());
    note(differences, "threads", state, String.valueOf(EngineProcess.threads()));
    return new Resumed(RunState.read(state), differences);
  }

  private static void note(List<String> into, String key, JsonNode state, String now) {
    String before = state.path(key).asText();
    if (!before.equals(now)) {
      into.add(key + " was " + before + " and is " + now);
    }
  }

  /** The whole checkpoints, oldest first. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith(PREFIX))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(root)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}

package io.deltatune.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A run's checkpoints: {@code checkpoints/step-00000100/} with the trained parameters, the
 * optimiser's state and how far the run was. A folder of that name is whole when it is made: it is
 * written under another name, forced to the disk and moved. One that was damaged since is passed
 * over for the one before it, and stays as {@code damaged-step-00000100}.
 */
final class Checkpoints {
  private static final String STATE = "state.json";
  private static final String TENSORS = "state.safetensors";
  private static final String PREFIX = "step-";
  private static final String DAMAGED = "damaged-";
  private static final String CHECKSUM = "tensors_crc32c";
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

  /** Writes a checkpoint and removes the oldest beyond those to be kept; the best one stays. */
  void write(RunState reached) {
    Path target = place(reached.step());
    Path temporary = folder.resolve("." + target.getFileName() + ".tmp");
    try {
      delete(temporary);
      Files.createDirectories(temporary);
      SafetensorsWriter.write(temporary.resolve(TENSORS), contents(), Map.of("format", "pt"));
      AtomicFiles.writeText(
          temporary.resolve(STATE), state(reached, checksum(temporary.resolve(TENSORS))));
      AtomicFiles.forceEntries(temporary);
      delete(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.forceEntries(folder);
      prune(reached);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          target + " cannot be written",
          String.valueOf(e.getMessage()),
          "check that the run's folder is writable and the disk is not full",
          e);
    }
  }

  /** Removes all but the newest and the best. */
  private void prune(RunState reached) throws IOException {
    List<Path> all = all();
    int old = Math.max(0, all.size() - settings.checkpoints().newest());
    Optional<Path> best = reached.best().map(found -> place(found.step()));
    for (Path checkpoint : all.subList(0, old)) {
      if (!best.equals(Optional.of(checkpoint))) {
        delete(checkpoint);
      }
    }
  }

  private Path place(long step) {
    return folder.resolve(String.format("%s%08d", PREFIX, step));
  }

  private Map<String, TensorContent> contents() {
    Map<String, TensorContent> contents = flat.contents("parameter.", parameters.flat());
    contents.putAll(optimiser.state());
    return contents;
  }

  private String state(RunState reached, String checksum) throws IOException {
    ObjectNode state = MAPPER.createObjectNode();
    state.put("fingerprint", settings.fingerprint());
    state.put("precision", model.precision().name());
    state.put(CHECKSUM, checksum);
    reached.write(state);
    state.put("threads", EngineProcess.threads());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n";
  }

  private static String checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(piece.clear()) >= 0) {
        checksum.update(piece.flip());
      }
    }
    return Long.toHexString(checksum.getValue());
  }

  /** A checkpoint that is not as it was written. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(Path checkpoint, String how) {
      super(checkpoint.getFileName() + " is damaged (" + how + ")");
    }
  }

  /**
   * Reads the newest whole checkpoint into the parameters and the optimiser's state.
   *
   * @return empty if there is none
   * @throws UserError if it is of another run, or all of them are damaged
   */
  Optional<Resumed> resume() {
    List<Path> damaged = new ArrayList<>();
    List<String> told = new ArrayList<>();
    try {
      List<Path> all = new ArrayList<>(all());
      Collections.reverse(all);
      for (Path checkpoint : all) {
        try {
          Resumed resumed = read(checkpoint, told);
          for (Path moved : damaged) {
            Path aside = folder.resolve(DAMAGED + moved.getFileName());
            delete(aside);
            Files.move(moved, aside);
          }
          return Optional.of(resumed);
        } catch (Damaged found) {
          damaged.add(checkpoint);
          told.add(found.getMessage());
        }
      }
    } catch (IOException e) {
      throw notReadable(e);
    }
    if (!damaged.isEmpty()) {
      throw new UserError(
          ErrorCode.MALFORMED_FILE,
          "no checkpoint in " + folder + " is whole",
          String.join("; ", told),
          "remove the folder to start afresh");
    }
    return Optional.empty();
  }

  /**
   * Reads the checkpoint of a step into the parameters and the optimiser's state.
   *
   * @throws UserError if it is damaged
   */
  void restore(long step) {
    try {
      read(place(step), List.of());
    } catch (IOException e) {
      throw notReadable(e);
    } catch (Damaged e) {
      throw new UserError(
          ErrorCode.MALFORMED_FILE,
          "the best checkpoint in " + folder + " cannot be used",
          e.getMessage(),
          "remove the folder to start afresh, or leave run.best out to take the last step",
          e);
    }
  }

  private UserError notReadable(IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        folder + " cannot be read",
        String.valueOf(e.getMessage()),
        "check the folder's permissions, or remove it to start afresh",
        e);
  }

  /**
   * @param told what is to be said of the checkpoints that were passed over
   */
  private Resumed read(Path checkpoint, List<String> told) throws IOException, Damaged {
    JsonNode state = state(checkpoint);
    if (!state.path("fingerprint").asText().equals(settings.fingerprint())) {
      throw new UserError(
          ErrorCode.RESUME,
          checkpoint + " belongs to another run",
          "its recipe, data or base model differ from those of now",
          "give the run another output, or remove the folder to start afresh");
    }
    Path tensors = checkpoint.resolve(TENSORS);
    if (!Files.exists(tensors)) {
      throw new Damaged(checkpoint, TENSORS + " is missing");
    }
    if (!checksum(tensors).equals(state.path(CHECKSUM).asText())) {
      throw new Damaged(checkpoint, TENSORS + " is not as it was written");
    }
    try (SafetensorsFile file = SafetensorsFile.open(tensors)) {
      flat.restore(file, "parameter.", parameters.flat());
      optimiser.restore(file);
    }
    List<String> differences = new ArrayList<>(told);
    note(differences, "precision", state, model.precision().name());
    note(differences, "threads", state, String.valueOf(EngineProcess.threads()));
    return new Resumed(RunState.read(state), differences);
  }

  private static JsonNode state(Path checkpoint) throws IOException, Damaged {
    Path path = checkpoint.resolve(STATE);
    if (!Files.exists(path)) {
      throw new Damaged(checkpoint, STATE + " is missing");
    }
    try {
      JsonNode state = MAPPER.readTree(Files.readAllBytes(path));
      if (state.path("step").isIntegralNumber() && state.path("fingerprint").isTextual()) {
        return state;
      }
    } catch (JsonProcessingException e) {
      throw new Damaged(checkpoint, STATE + ": " + e.getOriginalMessage());
    }
    throw new Damaged(checkpoint, STATE + " has no step and no fingerprint");
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

package io.deltatune.model.gemma3;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.quantise.FourBitEntry;
import io.deltatune.model.quantise.FourBitNames;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search for the text model among a checkpoint's tensors: each of them is used, or named as
 * ignored, or refused.
 */
public final class TextTensors {
  private static final Logger LOG = LoggerFactory.getLogger(TextTensors.class);
  private static final Set<TensorType> TYPES =
      EnumSet.of(TensorType.BF16, TensorType.FP16, TensorType.FP32);
  private static final int PIECE = 4 << 20;

  /** What was said about ignored tensors in this process, to be said once. */
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Gemma3Config config;
  private final SafetensorsFolder files;
  private final TensorProblems problems = new TensorProblems();
  private final SortedMap<String, TensorEntry> found = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, TensorEntry>> parts = new TreeMap<>();
  private final SortedMap<String, FourBitEntry> quantised = new TreeMap<>();
  private final List<String> ignored = new ArrayList<>();

  private TextTensors(Path folder, Gemma3Config config, SafetensorsFolder files) {
    this.folder = folder;
    this.config = config;
    this.files = files;
  }

  /**
   * The text model's tensors by canonical name ({@link WeightNames}); entries keep the names that
   * they have in their files. Reads headers only, but for the copy of a tied head.
   *
   * @param folder for messages
   * @throws UserError listing all tensors that are missing, unknown, there twice, of another shape
   *     than the configuration demands, or not bf16, fp16 or fp32
   */
  public static SortedMap<String, TensorEntry> of(
      Path folder, Gemma3Config config, SafetensorsFolder files) {
    return find(folder, config, files).entries();
  }

  /** As {@link #of}, with what is ignored. */
  public static TextTensors find(Path folder, Gemma3Config config, SafetensorsFolder files) {
    TextTensors tensors = new TextTensors(folder, config, files);
    tensors.check();
    return tensors;
  }

  /**
   * The text model's tensors by canonical name; those that belong to a 4-bit weight stand under
   * names of their own behind it.
   */
  public SortedMap<String, TensorEntry> entries() {
    return Collections.unmodifiableSortedMap(found);
  }

  /** The weights that are 4-bit codes, by canonical name. */
  public SortedMap<String, FourBitEntry> quantised() {
    return Collections.unmodifiableSortedMap(quantised);
  }

  /**
   * The tensors that are not used, in words: each by its name, those of the vision part counted.
   */
  public List<String> ignored() {
    return Collections.unmodifiableList(ignored);
  }

  private void check() {
    int vision = 0;
    for (TensorEntry entry : files.entries().values()) {
      String name = TensorNames.canonical(entry.name()).orElse(null);
      if (name == null) {
        vision++;
      } else {
        place(name, entry);
      }
    }
    if (vision > 0) {
      ignored.add(vision + " tensors of the vision part");
    }
    checkAgainstConfiguration();
    problems.throwIfAny(folder);
    tellOnce();
  }

  private void place(String name, TensorEntry entry) {
    if (name.endsWith(".inv_freq")) {
      ignored.add(entry.name() + " (is computed)");
      return;
    }
    Optional<String> weight = FourBitNames.weightOf(name);
    Map<String, TensorEntry> place =
        weight.isPresent() ? parts.computeIfAbsent(weight.get(), unused -> new TreeMap<>()) : found;
    TensorEntry other = place.put(name.substring(weight.orElse("").length()), entry);
    if (other != null) {
      problems.add(entry.name(), "is the same tensor as " + other.name());
    }
  }

  private void checkAgainstConfiguration() {
    TensorEntry head = config.tiedHead() ? found.remove(WeightNames.HEAD) : null;
    SortedMap<String, TensorEntry> unknown = new TreeMap<>(found);
    for (WeightNames.Named expected : WeightNames.all(config)) {
      TensorEntry entry = unknown.remove(expected.name());
      if (entry == null) {
        problems.add(expected.name(), "is missing");
      } else if (parts.containsKey(expected.name())) {
        placeQuantised(expected, entry, parts.remove(expected.name()));
      } else if (!entry.shape().equals(expected.shape())) {
        problems.add(entry.name(), "is of shape " + entry.shape() + ", not " + expected.shape());
      } else if (!TYPES.contains(entry.type())) {
        problems.add(entry.name(), "is of type " + entry.type().label() + ", not BF16, F16 or F32");
      }
    }
    unknown.values().forEach(entry -> problems.add(entry.name(), "is unknown"));
    parts.values().stream()
        .flatMap(left -> left.values().stream())
        .forEach(entry -> problems.add(entry.name(), "belongs to no 4-bit weight"));
    if (head != null && problems.isEmpty()) {
      checkCopy(head, found.get(WeightNames.TABLE));
    }
  }

  private void placeQuantised(
      WeightNames.Named expected, TensorEntry entry, Map<String, TensorEntry> belonging) {
    if (!expected.isProjection()) {
      problems.add(entry.name(), "is quantised, which only projections may be");
      return;
    }
    try {
      quantised.put(expected.name(), FourBitEntry.of(entry, belonging, expected.shape(), files));
      belonging.forEach((ending, part) -> found.put(expected.name() + ending, part));
    } catch (IllegalArgumentException e) {
      problems.add(entry.name(), e.getMessage());
    }
  }

  /**
   * A tied model's file may hold the head as well, as a copy. Where it is no copy, transformers 4
   * and 5 compute different things.
   */
  private void checkCopy(TensorEntry head, TensorEntry table) {
    boolean same = head.type() == table.type() && head.shape().equals(table.shape());
    ByteBuffer left = ByteBuffer.allocate((int) Math.min(PIECE, head.bytes()));
    ByteBuffer right = ByteBuffer.allocate(left.capacity());
    for (long done = 0; same && done < head.bytes(); done += left.limit()) {
      int count = (int) Math.min(PIECE, head.bytes() - done);
      files.file(head.name()).read(head.name(), done, left.clear().limit(count));
      files.file(table.name()).read(table.name(), done, right.clear().limit(count));
      same = left.flip().equals(right.flip());
    }
    if (!same) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          folder + ": " + head.name() + " is not the embedding, but config.json ties the two",
          "it is unclear which of the two shall be the head",
          "set tie_word_embeddings to false in config.json, or remove " + head.name());
    }
    ignored.add(head.name() + " (a copy of the tied table)");
  }

  private void tellOnce() {
    if (!ignored.isEmpty()) {
      String text = folder + ": not used: " + String.join(", ", ignored);
      if (SAID.size() < 1000 && SAID.add(text)) {
        LOG.info(text);
      }
    }
  }
}

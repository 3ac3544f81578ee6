package io.deltatune.model.adapter;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.checkpoint.Hashes;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.TensorNames;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adapter folders as PEFT writes and reads them. */
public final class AdapterFolder {
  static final Set<TensorType> TYPES =
      EnumSet.of(TensorType.FP32, TensorType.BF16, TensorType.FP16);

  /** The file of the matrices. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** The file that says what the matrices are. */
  public static final String CONFIG = AdapterConfigFile.NAME;

  /** The note that holds the content hash of the model that an adapter was trained on. */
  public static final String BASE_HASH = "base_model_hash";

  private static final Logger LOG = LoggerFactory.getLogger(AdapterFolder.class);
  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";
  private static final String M = ".lora_magnitude_vector";

  private AdapterFolder() {}

  /** Writes both files, the matrices in fp32; the same adapter always gives the same bytes. */
  public static void write(Path folder, LoraAdapter adapter) {
    write(folder, adapter, Map.of());
  }

  /**
   * The same with notes in the tensors' file, which other tools pass over.
   *
   * @param notes {@link #BASE_HASH} for example
   */
  public static void write(Path folder, LoraAdapter adapter, Map<String, String> notes) {
    Map<String, TensorContent> tensors = new TreeMap<>();
    adapter
        .matrices()
        .forEach(
            (place, matrix) -> {
              String module = PREFIX + place.projection().module(place.layer());
              long rank = matrix.rank();
              tensors.put(
                  module + A,
                  TensorContent.ofFloats(
                      matrix.down(), List.of(rank, matrix.down().length / rank)));
              tensors.put(
                  module + B,
                  TensorContent.ofFloats(matrix.up(), List.of(matrix.up().length / rank, rank)));
              if (matrix.hasMagnitudes()) {
                float[] magnitudes = matrix.magnitudes();
                tensors.put(
                    module + M,
                    TensorContent.ofFloats(magnitudes, List.of((long) magnitudes.length)));
              }
            });
    Map<String, String> metadata = new TreeMap<>(notes);
    metadata.put("format", "pt");
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, metadata);
    List<String> modules =
        adapter.matrices().keySet().stream()
            .map(place -> place.projection().module(place.layer()))
            .toList();
    AdapterConfigFile.write(
        folder.resolve(AdapterConfigFile.NAME), adapter.config().spelledOut(modules));
  }

  /**
   * Reads an adapter and checks every tensor of it against the base: a tensor that belongs nowhere,
   * a shape that does not fit and a projection without its matrices are all refused. An adapter of
   * a multimodal model may hold matrices of the vision part too; they are not used.
   *
   * @param base the shape of the base model
   * @throws UserError listing what does not fit
   */
  public static LoraAdapter read(Path folder, Gemma3Config base) {
    AdapterConfig config = AdapterConfigFile.read(folder.resolve(AdapterConfigFile.NAME));
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      return new Matching(file, config, base).adapter();
    }
  }

  /** A note that was written with an adapter. */
  public static Optional<String> note(Path folder, String key) {
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      return Optional.ofNullable(file.metadata().get(key));
    }
  }

  /** The hash of an adapter's matrices, configuration and base. */
  public static String hash(Path folder, String baseHash) {
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      return Hashes.of(
          "adapter",
          baseHash,
          JsonFiles.read(folder.resolve(AdapterConfigFile.NAME)),
          file.entries(),
          entry -> file.sha256(entry.name()));
    }
  }

  /** The search for every tensor's place in the base. */
  private static final class Matching {
    private static final int SHOWN = 5;

    private final SafetensorsFile file;
    private final AdapterConfig config;
    private final Gemma3Config base;
    private final List<String> problems = new ArrayList<>();
    private int vision;

    /** The base's projections by canonical module. */
    private final SortedMap<String, Adapter.Place> places = new TreeMap<>();

    /** The file's modules, in its own spelling, by canonical module. */
    private final SortedMap<String, String> modules = new TreeMap<>();

    Matching(SafetensorsFile file, AdapterConfig config, Gemma3Config base) {
      this.file = file;
      this.config = config;
      this.base = base;
      for (int layer = 0; layer < base.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          places.put(projection.module(layer), new Adapter.Place(layer, projection));
        }
      }
    }

    LoraAdapter adapter() {
      file.entries().values().forEach(this::place);
      config.targets().forEach(this::demand);
      if (problems.isEmpty() && modules.isEmpty()) {
        problems.add("it holds no matrices of the text model");
      }
      if (vision > 0) {
        LOG.info("{}: {} tensors of the vision part are not used", file.path(), vision);
      }
      if (!problems.isEmpty()) {
        throw mismatch();
      }
      Map<Adapter.Place, Adapter.LowRank> matrices = new HashMap<>();
      modules.forEach(
          (module, spelled) ->
              matrices.put(
                  places.get(module),
                  new Adapter.LowRank(
                      config.rank(module),
                      config.scale(module),
                      file.floats(PREFIX + spelled + A),
                      file.floats(PREFIX + spelled + B),
                      config.shape().magnitudes()
                          ? file.floats(PREFIX + spelled + M)
                          : new float[0])));
      return new LoraAdapter(
          config.targets().isEmpty() ? config.withTargets(adapted()) : config, matrices);
    }

    /** A projection's name where every layer has its matrices, otherwise its modules. */
    private List<String> adapted() {
      List<String> names = new ArrayList<>();
      for (Projection projection : Projection.values()) {
        List<String> found =
            modules.keySet().stream()
                .filter(module -> places.get(module).projection() == projection)
                .toList();
        if (found.size() == base.layers()) {
          names.add(projection.label());
        } else {
          names.addAll(found);
        }
      }
      return names;
    }

    private void place(TensorEntry tensor) {
      String name = tensor.name();
      Optional<String> kind = kinds().stream().filter(name::endsWith).findFirst();
      if (!name.startsWith(PREFIX) || kind.isEmpty()) {
        problems.add("the tensor " + name + " is no matrix of a LoRA adapter");
        return;
      }
      String spelled = name.substring(PREFIX.length(), name.length() - kind.get().length());
      String module = TensorNames.canonical(spelled).orElse(null);
      if (module == null) {
        vision++;
        return;
      }
      Adapter.Place place = places.get(module);
      if (place == null) {
        problems.add("the base model has no projection " + module + " for " + name);
        return;
      }
      if (!isMeant(place.layer())) {
        problems.add(name + " is not" + inLayers());
        return;
      }
      modules.put(module, spelled);
      check(tensor, expected(kind.get(), place.projection(), module));
      for (String other : kinds()) {
        if (!file.entries().containsKey(PREFIX + spelled + other)) {
          problems.add(name + " is there without " + PREFIX + spelled + other);
        }
      }
    }

    /** The ends of the names of a module's tensors. */
    private List<String> kinds() {
      return config.shape().magnitudes() ? List.of(A, B, M) : List.of(A, B);
    }

    private List<Long> expected(String kind, Projection projection, String module) {
      long rank = config.rank(module);
      long outputs = projection.outputs(base);
      return switch (kind) {
        case A -> List.of(rank, (long) projection.inputs(base));
        case B -> List.of(outputs, rank);
        default -> List.of(outputs);
      };
    }

    private void check(TensorEntry tensor, List<Long> expected) {
      if (!tensor.shape().equals(expected)) {
        problems.add(tensor.name() + " is of shape " + tensor.shape() + ", not " + expected);
      }
      if (!TYPES.contains(tensor.type())) {
        problems.add(
            tensor.name() + " is of type " + tensor.type().label() + ", not F32, BF16 or F16");
      }
    }

    /** A projection that the configuration names must have its matrices. */
    private void demand(String target) {
      List<String> named =
          places.keySet().stream()
              .filter(module -> AdapterConfig.isEndOf(target, module))
              .filter(module -> isMeant(places.get(module).layer()))
              .toList();
      if (named.isEmpty()) {
        problems.add("the base model has no projection " + target + inLayers());
      }
      named.stream()
          .filter(module -> !modules.containsKey(module))
          .forEach(module -> problems.add("there are no matrices for " + module));
    }

    private boolean isMeant(int layer) {
      List<Integer> layers = config.shape().layers();
      return layers.isEmpty() || layers.contains(layer);
    }

    private String inLayers() {
      List<Integer> layers = config.shape().layers();
      return layers.isEmpty() ? "" : " in the layers " + layers;
    }

    private UserError mismatch() {
      List<String> shown = problems.subList(0, Math.min(SHOWN, problems.size()));
      String more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
      return new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          file.path() + " does not fit the base model",
          String.join("; ", shown) + more,
          "use the adapter with the model that it was trained on");
    }
  }
}

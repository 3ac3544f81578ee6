package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.fuzz.Target;
import java.nio.file.Path;
import java.util.List;

/** {@code model.safetensors.index.json}. */
public final class IndexTarget implements Target {
  private static final Path FOLDER = Path.of("/models/gemma");

  @Override
  public Path file() {
    return FOLDER.resolve(SafetensorsFolder.INDEX);
  }

  @Override
  public List<String> seeds() {
    return List.of(
        """
        {"metadata":{"total_size":1234,"total_parameters":617},"weight_map":{
        "lm_head.weight":"model-00002-of-00002.safetensors",
        "model.embed_tokens.weight":"model-00001-of-00002.safetensors",
        "model.layers.0.mlp.up_proj.weight":"model-00001-of-00002.safetensors"}}
        """,
        "{\"weight_map\":{\"a\":\"x.safetensors\"}}");
  }

  @Override
  public List<String> words() {
    return List.of(
        "metadata",
        "total_size",
        "weight_map",
        "x.safetensors",
        "../x.safetensors",
        "/etc/passwd",
        "a/../../x.safetensors",
        "..\\\\x.safetensors",
        "x.safetensors\\u0000",
        ".safetensors",
        "",
        "model.embed_tokens.weight");
  }

  @Override
  public void read(byte[] file) {
    SafetensorsIndex index = SafetensorsIndex.of(file(), JsonFiles.parse(file(), file));
    assertFalse(index.fileByTensor().isEmpty());
    for (String name : index.files()) {
      assertEquals(FOLDER, FOLDER.resolve(name).normalize().getParent(), name);
    }
  }
}

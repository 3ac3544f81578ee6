package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogitsTest {
  @TempDir Path folder;
  private Path model;

  /** No tokenizer: commands that take ids need none. */
  @BeforeEach
  void copyModelWithoutTokenizer() throws IOException {
    model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of(Rows.MODEL, name), model.resolve(name));
    }
  }

  @Test
  void eachSequenceBecomesATensorOfItsLogits() throws IOException {
    int[] ids = IntStream.range(0, 100).map(i -> 2 + 3 * i).toArray();
    String in =
        Rows.file(
            folder,
            "in.jsonl",
            "{\"id\": \"long\", \"input_ids\": "
                + IntStream.of(ids).boxed().toList()
                + ", \"more\": 1}",
            "{\"id\": 7, \"input_ids\": [2]}");
    Path out = folder.resolve("logits.safetensors");
    Rows.done(
        "logits",
        "--model",
        model.toString(),
        "--precision",
        "fp32",
        "--device",
        "cpu",
        "--in",
        in,
        "--out",
        out.toString());

    try (SafetensorsFile file = SafetensorsFile.open(out);
        Gemma3Model reference = Gemma3Model.open(model, Precision.FP32, false);
        Scope step = reference.newScope()) {
      int vocabulary = reference.config().vocabularySize();
      assertEquals(List.of(100L, (long) vocabulary), file.entry("long").shape());
      assertEquals(List.of(1L, (long) vocabulary), file.entry("7").shape());
      ByteBuffer bytes = file.bytes("long").order(ByteOrder.LITTLE_ENDIAN);
      float[] logits = new float[100 * vocabulary];
      bytes.asFloatBuffer().get(logits);
      assertArrayEquals(reference.logits(ids, step).floats(), logits, 1e-4f);
    }
  }

  @Test
  void rowsThatCannotBeUsedAreNamed() throws IOException {
    for (String bad :
        List.of(
            "{\"id\": \"a\", \"input_ids\": []}",
            "{\"id\": \"a\", \"input_ids\": [2, 1718]}",
            "{\"id\": \"a\", \"input_ids\": [2, -1]}",
            "{\"id\": \"a\", \"input_ids\": [2, 1.5]}",
            "{\"id\": \"a\", \"input_ids\": " + IntStream.range(0, 513).boxed().toList() + "}",
            "{\"id\": \"b\", \"input_ids\": [2]}",
            "{\"id\": null, \"input_ids\": [2]}",
            "{")) {
      String in = Rows.file(folder, "in.jsonl", "{\"id\": \"b\", \"input_ids\": [2]}", bad);
      Path out = folder.resolve("out.safetensors");
      Transcript refused =
          Transcript.of("logits", "--model", model.toString(), "--in", in, "--out", out.toString());
      assertEquals(ExitStatus.USER_MISTAKE, refused.status(), bad);
      assertTrue(refused.err().contains("in.jsonl:2: the row cannot be used"), refused.err());
      assertFalse(Files.exists(out));
    }
  }

  @Test
  void aGpuThatIsNotThereIsNamedWithARemedy() throws IOException {
    String in = Rows.file(folder, "in.jsonl", "{\"id\": \"b\", \"input_ids\": [2]}");
    Transcript refused =
        Transcript.of(
            "logits",
            "--model",
            model.toString(),
            "--device",
            "cuda:99",
            "--in",
            in,
            "--out",
            folder.resolve("out.safetensors").toString());
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("remedy"), refused.err());
  }
}

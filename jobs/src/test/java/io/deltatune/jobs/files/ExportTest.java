package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.model.checkpoint.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @Test
  void anExportedModelIsTheSameModel(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    Transcript done =
        Rows.done(
            "export", "--model", Rows.MODEL, "--out", out.toString(), "--max-shard-size", "1MB");
    assertTrue(done.err().startsWith("export: "), done.err());
    assertTrue(Files.exists(out.resolve("model.safetensors.index.json")));
    ModelFolder exported = ModelFolder.open(out);
    ModelFolder model = ModelFolder.open(Path.of(Rows.MODEL));
    assertEquals(model.tensors().keySet(), exported.tensors().keySet());
    exported.tokenizer().close();
  }

  @Test
  void aTypeThatNoFileHasIsAMistake(@TempDir Path folder) {
    Path out = folder.resolve("out");
    Transcript refused =
        Transcript.of("export", "--model", Rows.MODEL, "--out", out.toString(), "--dtype", "auto");
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("give bf16 or fp32"), refused.err());
  }

  @Test
  void aSizeThatIsNoneIsAMistake(@TempDir Path folder) {
    Transcript refused =
        Transcript.of(
            "export",
            "--model",
            Rows.MODEL,
            "--out",
            folder.toString(),
            "--max-shard-size",
            "much");
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("5GB"), refused.err());
  }
}

package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.model.checkpoint.ModelFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeTest {
  private static final String WEIGHT = "model.layers.0.mlp.up_proj.weight";

  @Test
  void aModelBecomesCodesOnceAndNotTwice(@TempDir Path folder) {
    String codes = folder.resolve("codes").toString();
    Transcript done =
        Rows.done(
            "quantize", "--model", Rows.MODEL, "--out", codes, "--type", "fp4", "--no-double");
    assertTrue(done.err().contains("projections as fp4, "), done.err());
    ModelFolder written = ModelFolder.open(Path.of(codes));
    assertTrue(written.tensors().containsKey(WEIGHT + ".quant_state.bitsandbytes__fp4"));
    assertTrue(!written.tensors().containsKey(WEIGHT + ".nested_absmax"));
    written.tokenizer().close();
    Transcript again =
        Transcript.of("quantize", "--model", codes, "--out", folder.resolve("more").toString());
    assertEquals(ExitStatus.USER_MISTAKE, again.status());
    assertTrue(again.err().contains("is quantised already"), again.err());
  }
}

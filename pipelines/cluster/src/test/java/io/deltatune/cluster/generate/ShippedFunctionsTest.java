package io.deltatune.cluster.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.deltatune.cluster.ClusterFixture;
import io.deltatune.cluster.ModelOptions;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.recipe.Residence;
import io.deltatune.model.engine.Precision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

class ShippedFunctionsTest {
  @Test
  void theAnsweringFunctionTravelsWithItsSettings() throws Exception {
    GeneratorSpec spec =
        new GeneratorSpec(
            "/model",
            null,
            new ModelOptions(Precision.FP32, Residence.AUTO, "cpu", 2, null),
            ChatTemplate.AUTO);
    Decoding decoding = new Decoding(8, 0.7, 5, 0.9, 0.1, 1.2, 42, List.of("b", "a"), 4, null);
    GenerationKey key = new GenerationKey("name", "hash", null, "{}");
    AnswerRows sent = new AnswerRows(spec, key, decoding, counter(), counter());
    AnswerRows arrived = copy(sent);
    assertFalse(
        arrived.call(List.<org.apache.spark.sql.Row>of().iterator()).hasNext(),
        "an empty partition opens no model");
    assertEquals(spec, copy(spec), "the model's description");
    assertEquals(key, copy(key), "the key of its answers");
    assertEquals(decoding, copy(decoding), "its settings");
  }

  @Test
  void whatDecidesAnAnswerIsInItsKeyAndNothingElse() {
    Decoding sampled = new Decoding(8, 0.7, 5, 1, 0, 1.2, 42, List.of("b", "a"), 4, 100);
    assertEquals(
        "{\"max_new_tokens\":8,\"repetition_penalty\":1.2,\"seed\":42,\"stop\":[\"a\",\"b\"],"
            + "\"temperature\":0.7,\"top_k\":5}",
        sampled.json());
    Decoding greedy = new Decoding(8, 0, 5, 0.5, 0.5, 1, 42, List.of(), 4, null);
    assertEquals("{\"max_new_tokens\":8,\"temperature\":0.0}", greedy.json());
  }

  /** Spark refuses to send a counter that it does not know. */
  private static LongAccumulator counter() {
    return ClusterFixture.spark().sparkContext().longAccumulator();
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what this test wrote itself
  private static <T> T copy(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}

package io.deltatune.cluster.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.deltatune.cluster.ClusterFixture;
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
    GeneratorSpec spec = new GeneratorSpec("/model", null, Precision.FP32, 2);
    GenerationKey key = new GenerationKey("name", "hash", null, "{}");
    AnswerRows sent = new AnswerRows(spec, key, 8, 4, counter(), counter());
    AnswerRows arrived = copy(sent);
    assertFalse(
        arrived.call(List.<org.apache.spark.sql.Row>of().iterator()).hasNext(),
        "an empty partition opens no model");
    assertEquals(spec, copy(spec), "the model's description");
    assertEquals(key, copy(key), "the key of its answers");
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

package io.deltatune.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.bench.compare.Workload.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
  private static final int VOCABULARY = 1024;

  @TempDir Path folder;

  @Test
  void workThatIsWrittenAndReadIsTheSameWork() throws IOException {
    Path file = folder.resolve("work.json");
    for (Workload work : Workloads.all(VOCABULARY, Optional.empty())) {
      work.write(file);
      Workload read = Workload.read(file);
      assertEquals(work.name(), read.name());
      assertArrayEquals(work.prompts(), read.prompts());
      assertEquals(work.requests().size(), read.requests().size());
    }
  }

  @Test
  void mixedPromptsAreSixtyFourOfSixteenToFiveHundredAndTwelveTokens() throws IOException {
    int[] lengths =
        Arrays.stream(work(Workloads.MIXED).prompts()).mapToInt(p -> p.length).toArray();
    assertEquals(64, lengths.length);
    assertEquals(16, Arrays.stream(lengths).min().orElseThrow());
    assertEquals(512, Arrays.stream(lengths).max().orElseThrow());
  }

  @Test
  void fourRequestsBehindOneAnotherShareTheirContext() throws IOException {
    for (String name : List.of(Workloads.MMLU, Workloads.HELLASWAG)) {
      List<Request> requests = work(name).requests();
      assertEquals(0, requests.size() % 4);
      for (int i = 0; i < requests.size(); i++) {
        assertArrayEquals(requests.get(i - i % 4).context(), requests.get(i).context());
      }
    }
    assertTrue(
        work(Workloads.MMLU).requests().stream().allMatch(r -> r.continuation().length == 1));
  }

  @Test
  void realDocumentsBecomeRequestsWhoseEqualTextsHaveEqualTokens() throws IOException {
    Path file = folder.resolve("mmlu/mmlu_test.jsonl");
    Files.createDirectories(file.getParent());
    for (int i = 0; i < 48; i++) {
      Map<String, ?> row =
          Map.of("question", "How many are " + i + "?", "choices", List.of("1", "2", "3", "4"));
      Files.writeString(
          file,
          new ObjectMapper().writeValueAsString(row) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    List<Request> requests = new Texts(VOCABULARY).mmlu(folder, 24);
    assertEquals(96, requests.size());
    assertArrayEquals(requests.get(0).continuation(), requests.get(4).continuation());
    assertFalse(Arrays.equals(requests.get(0).context(), requests.get(4).context()));
    assertEquals(2, requests.get(0).context()[0]);
  }

  private static Workload work(String name) throws IOException {
    return Workloads.all(VOCABULARY, Optional.empty()).stream()
        .filter(work -> work.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

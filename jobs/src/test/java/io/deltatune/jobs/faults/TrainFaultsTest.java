package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preferences over 4-bit weights with paged 8-bit moments: killed, and on a disk that is full. */
@Tag("faults")
class TrainFaultsTest {
  private static final int STEPS = 40;
  private static final String ADAPTER = "adapter/adapter_model.safetensors";

  @TempDir private static Path folder;
  private static Path undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    Files.write(folder.resolve("pairs.jsonl"), pairs());
    undisturbed = folder.resolve("undisturbed");
    complete(undisturbed);
  }

  @Test
  void aRunThatWasKilledThreeTimesEndsWithTheSameBytes() throws Exception {
    Path run = folder.resolve("killed");
    Child asking = start(run, List.of());
    asking.await(() -> lines(run.resolve("reference.jsonl")) > 1);
    asking.kill();
    for (int steps : new int[] {9, 27}) {
      Child child = start(run, List.of());
      child.await(() -> lines(run.resolve("metrics.jsonl")) >= steps);
      child.kill();
      assertFalse(Files.exists(run.resolve(ADAPTER)), "there is no adapter yet");
    }
    complete(run);
    assertSame(run, "metrics.jsonl");
    assertSame(run, ADAPTER);
  }

  @Test
  void aFullDiskLeavesTheCheckpointBeforeWholeAndTheNextRunEndsWithTheSameBytes() throws Exception {
    assumeTrue(
        SmallDisk.isAllowed(folder),
        "this system lets no user mount a file system of a process's own");
    long checkpoint = size(undisturbed.resolve("checkpoints"));
    long paged = Files.size(undisturbed.resolve(ADAPTER)) / 2;
    Path left = folder.resolve("left");
    Path mount = Files.createDirectory(folder.resolve("disk"));
    long room = paged + checkpoint * 3 / 2 + (1 << 18);
    Child child = start(mount.resolve("run"), SmallDisk.before(room, mount, "run", left));
    assertNotEquals(0, child.exitStatus(), child::said);
    String said = child.said();
    assertTrue(said.contains("cannot be written"), said);
    assertFalse(said.contains("this is a bug"), said);
    assertFalse(said.contains("\tat "), said);
    try (Stream<Path> kept = Files.list(left.resolve("checkpoints"))) {
      assertEquals(
          List.of("step-00000005"),
          kept.map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .toList());
    }
    String resumed = complete(left);
    assertTrue(resumed.contains("resumed from: step 5"), resumed);
    assertSame(left, "metrics.jsonl");
    assertSame(left, ADAPTER);
  }

  private static void assertSame(Path run, String file) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(undisturbed.resolve(file)),
        Files.readAllBytes(run.resolve(file)),
        file + " of the disturbed run");
  }

  private static String complete(Path run) throws Exception {
    Child child = start(run, List.of());
    assertEquals(0, child.exitStatus(), child::said);
    return child.said();
  }

  private static Child start(Path run, List<String> before) throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("train.yaml"),
            """
            model: {path: samples/model, precision: fp32, threads: 1, quantisation: {type: nf4}}
            data: {file: '%s', order: file}
            adapter: {rank: 64}
            objective: {type: dpo}
            optimiser: {type: paged_adamw_8bit, learning_rate: 1.0e-3}
            batch: {size: 2, gradient_accumulation: 2, max_length: 64}
            run: {epochs: 4, checkpoint_every: 5, keep_checkpoints: 1}
            """
                .formatted(folder.resolve("pairs.jsonl")));
    return Child.startThrough(
        folder, before, "train", recipe.toString(), "--set", "output.path=" + run);
  }

  private static List<String> pairs() {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      rows.add(
          "{\"prompt_ids\": %s, \"chosen_ids\": %s, \"rejected_ids\": %s}"
              .formatted(
                  random.ints(3 + i % 9, 300, 900).boxed().toList(),
                  random.ints(2 + i % 3, 300, 320).boxed().toList(),
                  random.ints(2 + i % 2, 400, 420).boxed().toList()));
    }
    return rows;
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      long size = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
      return size;
    }
  }
}

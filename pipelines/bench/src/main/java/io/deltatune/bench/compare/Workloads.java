package io.deltatune.bench.compare;

import io.deltatune.bench.compare.Workload.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The work that is compared; every call gives the same. */
public final class Workloads {
  /** One prompt at a time. */
  public static final String SINGLE = "batch1";

  /** 64 prompts of mixed lengths, the reference in batches of 8. */
  public static final String MIXED = "mixed";

  /** The same prompts, the reference in one batch. */
  public static final String MIXED_ONE_BATCH = "one-batch";

  /** Four one-token choices a question. */
  public static final String MMLU = "mmlu";

  /** Four endings a document. */
  public static final String HELLASWAG = "hellaswag";

  private static final int BOS = 2;
  private static final int FIRST_TEXT_ID = 300;
  private static final int BATCH = 8;
  private static final int MMLU_QUESTIONS = 24;
  private static final int HELLASWAG_DOCUMENTS = 24;

  /** 24-quantiles of the test split of MMLU and of 1,000 documents of HellaSwag, see Texts. */
  private static final int[] MMLU_LENGTHS = {
    28, 33, 36, 40, 43, 46, 50, 54, 58, 62, 66, 72, 77, 84, 92, 99, 105, 112, 124, 152, 196, 243,
    306, 410
  };

  private static final int[] HELLASWAG_LENGTHS = {
    14, 15, 17, 19, 20, 22, 23, 24, 25, 27, 28, 29, 30, 31, 32, 33, 34, 36, 38, 39, 42, 45, 54, 65
  };

  /** Of all endings, in an order without meaning. */
  private static final int[] ENDING_LENGTHS = {
    12, 5, 23, 9, 15, 8, 45, 11, 7, 18, 10, 28, 6, 14, 21, 9, 13, 35, 8, 16, 12, 19, 10, 14
  };

  private final int vocabulary;
  private final Random random = new Random(20_261_121);

  private Workloads(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * All work.
   *
   * @param vocabulary the model's
   * @param realData the folder of real documents; without one, random tokens of their lengths
   */
  public static List<Workload> all(int vocabulary, Optional<Path> realData) throws IOException {
    Workloads made = new Workloads(vocabulary);
    List<Workload> all = new ArrayList<>();
    all.add(Workload.generation(SINGLE, new int[][] {made.prompt(64)}, 32, 1, 5, true));
    int[][] mixed = made.mixed(64);
    all.add(Workload.generation(MIXED, mixed, 64, BATCH, 1, false));
    all.add(Workload.generation(MIXED_ONE_BATCH, mixed, 64, mixed.length, 1, false));
    Texts texts = new Texts(vocabulary);
    all.add(
        Workload.scoring(
            MMLU,
            realData.isPresent()
                ? texts.mmlu(realData.get(), MMLU_QUESTIONS)
                : made.choices(MMLU_LENGTHS, new int[] {1}),
            BATCH,
            3));
    all.add(
        Workload.scoring(
            HELLASWAG,
            realData.isPresent()
                ? texts.hellaswag(realData.get(), HELLASWAG_DOCUMENTS)
                : made.choices(HELLASWAG_LENGTHS, ENDING_LENGTHS),
            BATCH,
            3));
    return all;
  }

  /** The work whose outcome on our side is also that of this work: batches are our own choice. */
  static String sameAs(String name) {
    return name.equals(MIXED_ONE_BATCH) ? MIXED : name;
  }

  /** What is to be reached on the 270M shape, in words. */
  static String goal(String name, String figure) {
    return switch (name + " " + figure) {
      case SINGLE + " tokens/s", SINGLE + " decode tokens/s" -> ">= 1.0";
      case MIXED + " tokens/s", MMLU + " requests/s" -> ">= 3";
      case HELLASWAG + " requests/s" -> ">= 4";
      default -> figure.equals("peak MiB") ? "<= 0.5 (mapped)" : "";
    };
  }

  /** Prompts of 16 to 512 tokens, evenly spread, in random order. */
  private int[][] mixed(int count) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prompts.add(prompt(16 + i * (512 - 16) / (count - 1)));
    }
    Collections.shuffle(prompts, random);
    return prompts.toArray(int[][]::new);
  }

  private List<Request> choices(int[] contexts, int[] endings) {
    List<Request> requests = new ArrayList<>();
    int next = 0;
    for (int length : contexts) {
      int[] context = prompt(length);
      for (int choice = 0; choice < 4; choice++) {
        requests.add(new Request(context, tokens(endings[next++ % endings.length])));
      }
    }
    return requests;
  }

  /** {@code <bos>} and random text. */
  private int[] prompt(int length) {
    int[] prompt = tokens(length);
    prompt[0] = BOS;
    return prompt;
  }

  private int[] tokens(int length) {
    return random.ints(length, FIRST_TEXT_ID, vocabulary).toArray();
  }
}

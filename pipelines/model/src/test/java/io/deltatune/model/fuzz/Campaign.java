package io.deltatune.model.fuzz;

import com.sun.management.ThreadMXBean;
import io.deltatune.core.error.UserError;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Many readings of changed files. Each must end with a result that holds together or with a {@link
 * UserError} that names the file, and take no more memory than the file's length accounts for. What
 * is refused in a way not seen before is changed further, so that a campaign finds its way past the
 * first checks. The same seed gives the same campaign.
 */
public final class Campaign {
  /** What any reading may take: the parser's buffers, the message and its stack trace. */
  static final long ALLOWED_BYTES = 160 << 10;

  /** What it may take for each byte of the file: trees of nodes and names. */
  static final long ALLOWED_PER_BYTE = 64;

  private static final String ACCEPTED = "accepted";
  private static final int LONGEST_MESSAGE = 8192;
  private static final int MOST_KEPT = 300;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Target target;
  private final long seed;
  private final SplittableRandom random;
  private final Mutator mutator;
  private final List<byte[]> corpus = new ArrayList<>();
  private final Set<String> outcomes = new HashSet<>();
  private final int seeds;
  private long accepted;
  private long mostBytes;

  /**
   * What a campaign saw.
   *
   * @param executions files read
   * @param accepted how many of them were accepted
   * @param outcomes the places in the code that refused
   * @param mostBytes the most memory that one reading took
   */
  public record Summary(long executions, long accepted, Set<String> outcomes, long mostBytes) {
    public Summary {
      outcomes = Set.copyOf(outcomes);
    }
  }

  private Campaign(Target target, long seed) {
    this.target = target;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.mutator = new Mutator(random, target.words());
    target.seeds().forEach(text -> corpus.add(text.getBytes(StandardCharsets.UTF_8)));
    this.seeds = corpus.size();
  }

  /**
   * Runs a campaign.
   *
   * @throws AssertionError showing the file, if one was not read as it should be
   */
  public static Summary run(Target target, long seed, int executions) {
    Campaign campaign = new Campaign(target, seed);
    // On a thread of its own, since each refusal takes down the whole stack.
    FutureTask<Summary> task = new FutureTask<>(() -> campaign.run(executions));
    Thread thread = new Thread(task, "fuzz");
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Error error ? error : new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Summary run(int executions) {
    for (int i = 0; i < executions; i++) {
      once();
    }
    return new Summary(executions, accepted, outcomes, mostBytes);
  }

  private void once() {
    int among = random.nextBoolean() ? seeds : corpus.size();
    byte[] json = mutator.mutate(corpus.get(random.nextInt(among)), corpus);
    byte[] file = target.assembled(json, random);
    long allowed = ALLOWED_BYTES + ALLOWED_PER_BYTE * file.length;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = outcome(file);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (bytes > allowed) {
      // The first reading of its kind loads classes and links call sites.
      before = THREADS.getCurrentThreadAllocatedBytes();
      outcome(file);
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    mostBytes = Math.max(mostBytes, bytes);
    if (bytes > allowed) {
      throw failed(file, "took " + bytes + " bytes of memory", null);
    }
    accepted += outcome.equals(ACCEPTED) ? 1 : 0;
    if (outcomes.add(outcome) && corpus.size() < MOST_KEPT) {
      corpus.add(json);
    }
  }

  private String outcome(byte[] file) {
    try {
      target.read(file);
      return ACCEPTED;
    } catch (UserError refusal) {
      return checked(refusal, file);
    } catch (Throwable other) {
      throw failed(file, other.toString(), other);
    }
  }

  /** The place in the code that refused. */
  private String checked(UserError refusal, byte[] file) {
    if (!refusal.problem().contains(target.file().toString())) {
      throw failed(file, "the refusal does not name the file", refusal);
    }
    if (refusal.getMessage().length() > LONGEST_MESSAGE) {
      throw failed(file, "the refusal is too long", refusal);
    }
    Throwable origin = refusal.getCause() == null ? refusal : refusal.getCause();
    StackTraceElement[] trace = origin.getStackTrace();
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < Math.min(4, trace.length); i++) {
      place.append(trace[i].getMethodName()).append(trace[i].getLineNumber()).append(' ');
    }
    return place.toString();
  }

  private AssertionError failed(byte[] file, String what, Throwable cause) {
    return new AssertionError(
        String.format(
            "%s, seed %d, %s, for the %d bytes %s",
            target.file(), seed, what, file.length, HexFormat.of().formatHex(file)),
        cause);
  }
}

package io.deltatune.core.metric;

import io.deltatune.core.text.PythonText;
import java.util.List;

/**
 * The share of answers that equal a reference, times 100. Runs of white space count as one space,
 * and as nothing at the ends; case, punctuation and all else count as they are.
 *
 * <p>The statistic: rows, equal answers.
 */
public record ExactMatch() implements Metric {
  @Override
  public String name() {
    return "exact_match";
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public long[] statistic(String answer, List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("exact match needs at least one reference");
    }
    String normal = normal(answer);
    boolean equal = references.stream().anyMatch(reference -> normal(reference).equals(normal));
    return new long[] {1, equal ? 1 : 0};
  }

  private static String normal(String text) {
    StringBuilder normal = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (PythonText.isSpace(c)) {
        space = true;
        continue;
      }
      if (space && !normal.isEmpty()) {
        normal.append(' ');
      }
      space = false;
      normal.append(c);
    }
    return normal.toString();
  }

  @Override
  public double value(long[] sum) {
    return sum[0] == 0 ? 0 : 100.0 * (double) sum[1] / (double) sum[0];
  }

  @Override
  public String signature(int references) {
    return String.join(
        "|",
        ScoreVersion.references(references),
        "case:mixed",
        "space:collapsed",
        "punctuation:kept",
        "version:" + ScoreVersion.VERSION);
  }
}

package io.deltatune.jobs;

/** {@code deltatune evaluate} for {@code spark-submit}, with the same arguments. */
public final class EvaluateMain {
  private EvaluateMain() {}

  public static void main(String[] args) {
    Submitted.run("evaluate", args);
  }
}

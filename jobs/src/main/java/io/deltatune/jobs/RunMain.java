package io.deltatune.jobs;

/** {@code deltatune run} for {@code spark-submit}, with the same arguments. */
public final class RunMain {
  private RunMain() {}

  public static void main(String[] args) {
    Submitted.run("run", args);
  }
}

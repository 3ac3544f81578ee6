package io.deltatune.jobs;

/** {@code deltatune generate} for {@code spark-submit}, with the same arguments. */
public final class GenerateMain {
  private GenerateMain() {}

  public static void main(String[] args) {
    Submitted.run("generate", args);
  }
}

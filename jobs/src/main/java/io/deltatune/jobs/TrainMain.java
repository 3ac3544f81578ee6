package io.deltatune.jobs;

/** {@code deltatune train} for {@code spark-submit}, with the same arguments. */
public final class TrainMain {
  private TrainMain() {}

  public static void main(String[] args) {
    Submitted.run("train", args);
  }
}

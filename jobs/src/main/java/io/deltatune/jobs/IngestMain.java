package io.deltatune.jobs;

/** {@code deltatune ingest} for {@code spark-submit}, with the same arguments. */
public final class IngestMain {
  private IngestMain() {}

  public static void main(String[] args) {
    Submitted.run("ingest", args);
  }
}

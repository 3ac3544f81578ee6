package io.deltatune.cluster.generate;

/**
 * What a generation job did.
 *
 * @param name the generations' output name
 * @param rows different prompts, all of which have an answer now
 * @param generated those of them that this run answered
 */
public record GenerateReport(
    String name, String model, String adapter, long rows, long generated, long tokens) {}

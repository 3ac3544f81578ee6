package io.deltatune.cluster.evaluate;

import io.deltatune.data.metric.CorpusScore;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param id its row in {@code evaluation_runs}
 * @param scores for each name of answers, in the recipe's order, its scores in the order of metrics
 */
public record EvaluateReport(String id, String name, Map<String, List<CorpusScore>> scores) {}

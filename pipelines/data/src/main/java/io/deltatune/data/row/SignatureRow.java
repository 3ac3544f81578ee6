package io.deltatune.data.row;

import java.util.List;

/** The signature of a kept example; table {@code signatures}. */
public record SignatureRow(String exampleId, String parameters, List<Long> bands, String runId) {}

package io.deltatune.data.ingest;

/**
 * What a run's record says of its recipe and program.
 *
 * @param recipeHash SHA-256 of the resolved recipe without output paths
 * @param recipe the resolved recipe
 * @param codeVersion the version of the program
 */
public record RunStamp(String recipeHash, String recipe, String codeVersion) {}

package io.deltatune.core.config;

import java.nio.file.Path;

/**
 * A file or folder that a recipe writes. It is left out of the recipe's hash.
 *
 * @param written as the recipe has it
 * @param path where that is, by {@link PathRule}
 */
public record OutputPath(String written, Path path) {}

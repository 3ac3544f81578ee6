package io.deltatune.core.config;

import java.nio.file.Path;

/**
 * A recipe with everything that it includes, sets and leaves to defaults.
 *
 * @param recipe its values
 * @param file its file
 * @param hash SHA-256 over its values but for the paths that it writes, in hexadecimal
 * @param yaml its values as a recipe without includes, every key written out; what came from the
 *     environment stands there as {@code ${env:NAME}}
 */
public record Resolved<R extends Record>(R recipe, Path file, String hash, String yaml) {}

package io.deltatune.jobs.files;

import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.Residence;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which model a command works with, and how.
 *
 * @param folder in Hugging Face's layout
 * @param adapter a folder in PEFT's layout
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads of computation; 0 for all cores
 */
public record ModelChoice(
    Path folder,
    Optional<Path> adapter,
    Precision precision,
    Residence weights,
    String device,
    int threads) {}

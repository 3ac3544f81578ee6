/** The sections of an {@link io.deltatune.core.recipe.IngestRecipe}, one record each. */
package io.deltatune.core.recipe.ingest;

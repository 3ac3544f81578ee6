/** Sections of training recipes. */
package io.deltatune.core.recipe.train;

/** Hostile files: campaigns of changed files against the readers of checkpoints. */
package io.deltatune.model.fuzz;

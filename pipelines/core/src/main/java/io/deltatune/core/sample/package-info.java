/**
 * The project's own sample data: a seeded generator of questions and answers about word lists,
 * numbers and a made-up world, and the trainer of the tokenizer that goes with it.
 */
package io.deltatune.core.sample;

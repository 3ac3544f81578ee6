/** A model's tokenizer on executors. */
package io.deltatune.cluster.tokens;

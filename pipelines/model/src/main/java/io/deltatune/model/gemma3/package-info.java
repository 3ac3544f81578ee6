/** Gemma 3: configuration, weights, the forward pass and the cache of keys and values. */
package io.deltatune.model.gemma3;

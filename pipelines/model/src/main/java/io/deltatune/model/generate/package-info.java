/** Greedy generation with a cache of keys and values. */
package io.deltatune.model.generate;

/** Rates of block quantisation beside bitsandbytes. */
package io.deltatune.bench.quantise;

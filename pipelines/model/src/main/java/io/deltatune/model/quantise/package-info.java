/**
 * Block quantisation as bitsandbytes stores it: NF4 and FP4 for weights (arXiv 2305.14314), the
 * dynamic 8-bit code for their scales and for an optimiser's moments (arXiv 2110.02861). No engine
 * is needed.
 */
package io.deltatune.model.quantise;

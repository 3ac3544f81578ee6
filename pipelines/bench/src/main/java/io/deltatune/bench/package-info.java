/** Measurements of the product, alone and beside the reference implementations. */
package io.deltatune.bench;

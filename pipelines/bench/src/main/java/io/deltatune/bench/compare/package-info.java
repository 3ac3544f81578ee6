/** The same work done by this product and by the reference, each alone on the machine. */
package io.deltatune.bench.compare;

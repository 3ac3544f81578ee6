/** What to look at first on a machine where the product never ran. */
package io.deltatune.bench.device;

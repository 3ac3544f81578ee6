/** Rates, growth and memory of jobs at scale; each main class prints what stands in RESULTS.md. */
package io.deltatune.benchspark;

/** Which examples hold what a benchmark asks. */
package io.deltatune.core.contamination;

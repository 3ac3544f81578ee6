/** Native memory over thousands of calls, and shapes that are large for the machine. */
package io.deltatune.bench.memory;

/** Progress of long work, independent of how it is shown. */
package io.deltatune.core.progress;

/** Text as the reference implementations, which are written in Python, see it. */
package io.deltatune.core.text;

/** Mistakes that a user can mend, and the exit statuses. */
package io.deltatune.core.error;

/** What tests of whole commands share: a session, child processes, contents of tables. */
package io.deltatune.jobs.trial;

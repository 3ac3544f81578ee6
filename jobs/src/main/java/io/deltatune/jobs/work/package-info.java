/** What the commands do: jobs in Spark over the tables of one warehouse. */
package io.deltatune.jobs.work;

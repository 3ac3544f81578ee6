/** The ingestion at scale: time, phases and memory of a whole run, the rate of normalising. */
package io.deltatune.benchspark.ingest;

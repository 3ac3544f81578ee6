/** Stages in order, each one run only when something that its result depends on has changed. */
package io.deltatune.jobs.pipeline;

/**
 * What training minimises: losses of log-probabilities and their derivatives, in plain Java, equal
 * to TRL's.
 */
package io.deltatune.model.train.objective;

/** Log-likelihoods of given continuations. */
package io.deltatune.model.score;

/**
 * Training: one step in which objective, parameterisation, optimiser and schedule compose without
 * knowing each other, and the loop around it.
 */
package io.deltatune.model.train;

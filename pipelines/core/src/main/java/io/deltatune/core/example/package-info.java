/**
 * The domain: messages, conversations, instruction examples, preference pairs. Immutable and
 * validated.
 */
package io.deltatune.core.example;

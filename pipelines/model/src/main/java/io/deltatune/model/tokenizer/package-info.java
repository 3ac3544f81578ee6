/** Gemma's tokenizer: text to token ids and back, conversations by the chat template. */
package io.deltatune.model.tokenizer;

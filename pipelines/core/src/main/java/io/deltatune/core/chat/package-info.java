/** The chat template and the interfaces through which text becomes tokens. */
package io.deltatune.core.chat;

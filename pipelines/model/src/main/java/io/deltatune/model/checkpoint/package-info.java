/** Model folders in Hugging Face's layout: opening with checks, writing, content hashes. */
package io.deltatune.model.checkpoint;

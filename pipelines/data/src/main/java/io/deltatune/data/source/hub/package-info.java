/** Data sets of the Hugging Face hub over its HTTP API. */
package io.deltatune.data.source.hub;

/** Tells the language of texts by Apache OpenNLP's model; adr/0006 says why by that. */
package io.deltatune.data.language;

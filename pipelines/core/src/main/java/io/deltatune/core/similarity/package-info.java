/** How alike texts are: words, word n-grams, MinHash signatures, the Jaccard index. */
package io.deltatune.core.similarity;

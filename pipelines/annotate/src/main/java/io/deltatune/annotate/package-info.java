/** Annotation of texts by Spark NLP. */
package io.deltatune.annotate;

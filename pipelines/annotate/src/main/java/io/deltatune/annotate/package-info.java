/** Annotation of the texts of examples by Spark NLP's rule-based annotators. */
package io.deltatune.annotate;

/** Annotations of the texts of examples, kept beside them. */
package io.deltatune.data.annotation;

package io.deltatune.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names that recipes may come to hold but that nothing acts on yet. They are refused, and told from
 * typing mistakes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NotYet {
  /** Keys of a record, or values of an enum, as recipes spell them. */
  String[] value();
}

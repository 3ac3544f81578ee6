package io.deltatune.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of a key that a recipe does not mention. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
  /** The recipe's file name without its extension, as a default. */
  String RECIPE_NAME = "${recipe}";

  /** YAML in flow style, as it would stand behind the key; or {@link #RECIPE_NAME}. */
  String value();
}

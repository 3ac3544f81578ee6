/**
 * Recipes as text: YAML into a tree that knows where everything stands, the tree into validated
 * records, every problem reported at once.
 *
 * <p>A record is its own schema: components are keys in snake_case, {@link
 * io.deltatune.core.config.Default} holds the YAML of the default, the compact constructor holds
 * the rules ({@link io.deltatune.core.config.Requirements}). A component is optional in the recipe
 * when it has a default, is an {@code Optional}, or is itself a record.
 */
package io.deltatune.core.config;

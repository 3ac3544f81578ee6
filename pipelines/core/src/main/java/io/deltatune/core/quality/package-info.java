/**
 * Judges examples: rules with thresholds and actions, personal data and secrets masked, languages
 * and tokens told. Everything here takes time linear in the text, whatever the text.
 */
package io.deltatune.core.quality;

/** What each command is told to do. Every record here is a recipe or a part of one. */
package io.deltatune.core.recipe;

/** The Spark session that Deltatune embeds, and its settings. */
package io.deltatune.data.session;

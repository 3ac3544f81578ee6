/** What people see: messages, progress, printed tables, and the log file behind them. */
package io.deltatune.jobs.console;

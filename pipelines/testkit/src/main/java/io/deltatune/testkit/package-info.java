/** What tests of every module share: real data where it is present, golden files. */
package io.deltatune.testkit;

package io.deltatune.jobs.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DemoSummaryTest {
  @Test
  void aWarehouseWithBlanksIsQuotedForTheShell() {
    assertEquals("/data/w-1", DemoSummary.quoted("/data/w-1"));
    assertEquals("'/my data/w'", DemoSummary.quoted("/my data/w"));
    assertEquals("'it'\\''s'", DemoSummary.quoted("it's"));
  }
}

package io.deltatune.core.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.ImplementationsOf;
import io.deltatune.core.recipe.ingest.QualityRules.PersonalKind;
import io.deltatune.core.recipe.ingest.QualityRules.SecretKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of personal data and secrets: what is found, and what looks alike and is not. */
class FindersTest {
  private static final Masks ALL = new Masks(all());

  static List<Finder> all() {
    List<Finder> all = new ArrayList<>(Finders.SECRETS);
    all.addAll(Finders.PERSONAL);
    return all;
  }

  @Test
  void everyFinderIsOnTheListAndEveryKindHasOne() throws Exception {
    Set<Class<?>> listed = all().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(ImplementationsOf.type(Finder.class), listed);
    for (PersonalKind kind : PersonalKind.values()) {
      assertFalse(Finders.of(kind).isEmpty(), kind.label());
    }
    Set<String> kinds = new HashSet<>();
    for (SecretKind kind : SecretKind.values()) {
      assertFalse(Finders.of(kind).isEmpty(), kind.label());
      kinds.add(kind.label());
    }
    assertEquals(kinds, Finders.SECRETS.stream().map(Finder::kind).collect(Collectors.toSet()));
  }

  @Test
  void noPlaceholderIsAMatch() {
    for (Finder finder : all()) {
      String text = "a " + finder.placeholder() + " b password=" + finder.placeholder();
      assertEquals(text, ALL.apply(text), finder.kind());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write to jane.doe@example.org. | write to [EMAIL].",
        "<a href='mailto:a_b+c@mail.example.co.uk'> | <a href='mailto:[EMAIL]'>",
        "请联系jane@example.cn谢谢 | 请联系[EMAIL]谢谢",
        "J\u00fcrgen.M\u00fcller@b\u00fccher.de, x@y.museum | [EMAIL], [EMAIL]",
        "jane@host-1.example.com- | [EMAIL]-",
      })
  void addressesOfEmail(String text, String masked) {
    assertEquals(masked, mask(text, PersonalKind.EMAIL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git@github.com:apache/spark.git", "@Override public", "lodash@4.17.21", "a @ b.com",
        "icon@2x.png", "user@localhost", "@mention and x@", "https://medium.com/@name",
      })
  void atSignsThatAreNoAddress(String text) {
    assertEquals(text, mask(text, PersonalKind.EMAIL));
  }

  /**
   * Numbers that regulators set apart for fiction: Ofcom's, the NANPA's 555-01XX, the
   * Bundesnetzagentur's (Mitteilung 148/2021), ARCEP's (01 99 00), ACMA's.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "London: +44 20 7946 0958. | London: [PHONE].",
        "London: 020 7946 0958 | London: [PHONE]",
        "Berlin +49 30 23125 012, 030 23125 000 | Berlin [PHONE], [PHONE]",
        "mobil 0171 39200 00 | mobil [PHONE]",
        "mobil +49 (0)171 39200 00 | mobil [PHONE]",
        "(212) 555-0123 or 212-555-0123 | [PHONE] or [PHONE]",
        "+1 212 555 0123; +12125550123; 1-212-555-0123 | [PHONE]; [PHONE]; [PHONE]",
        "Paris 01 99 00 12 34 | Paris [PHONE]",
        "Paris 01.99.00.12.34 ou +33 1 99 00 12 34 | Paris [PHONE] ou [PHONE]",
        "(02) 5550 1234 and 0491 570 156 | [PHONE] and [PHONE]",
        "Tel. 912 345 678 | Tel. [PHONE]",
        "my phone number is 5550123 | my phone number is [PHONE]",
        "手机：13800138000 | 手机：[PHONE]",
        "0049 30 23125 012 | [PHONE]",
      })
  void telephoneNumbers(String text, String masked) {
    assertEquals(masked, mask(text, PersonalKind.PHONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on 2023-01-02 at 10:11", "01.02.2023 10:30", "02-03-2021 10:30", "3.14159265358979",
        "1,234,567,890 people", "ISBN 978-3-16-148410-0", "doi 10.1000/182", "192.168.100.200",
        "0101 1100 1010", "1234567890", "(2015-2022)", "200 phones = $<<1000/200=5>>",
        "0.123456789012", "$ 212-555-0123x", "1 2 3 4 5 6 7 8 9 10", "+960397912423686",
        "version 10.15.7.100", "2 000 000 000", "x = 12345678 + 87654321", "1990-2000-2010",
      })
  void numbersThatAreNoTelephoneNumber(String text) {
    assertEquals(text, mask(text, PersonalKind.PHONE));
  }

  /** The examples of the SWIFT IBAN registry. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "DE89 3704 0044 0532 0130 00",
        "FR14 2004 1010 0505 0001 3M02 606", "NL91ABNA0417164300", "CH93 0076 2011 6238 5295 7",
        "NO93 8601 1117 947", "MT84MALT011000012345MTLCAST001S", "de89370400440532013000",
        "BR18 0036 0305 0000 1000 9795 493C 1", "SE45 5000 0000 0583 9825 7466",
      })
  void bankAccounts(String iban) {
    assertEquals("to [IBAN].", mask("to " + iban + ".", PersonalKind.IBAN));
    String wrong =
        iban.substring(0, 2) + (iban.startsWith("00", 2) ? "11" : "00") + iban.substring(4);
    assertEquals(wrong, mask(wrong, PersonalKind.IBAN), "wrong check digits");
    assertEquals(iban + "77", mask(iban + "77", PersonalKind.IBAN), "too long");
  }

  /** Test numbers that Stripe and PayPal publish. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424242", "4242 4242 4242 4242", "4111-1111-1111-1111", "5555555555554444",
        "2223003122003222", "378282246310005", "3782 822463 10005", "6011111111111117",
        "3056930009020004", "30569309025904", "3566002020360505", "6200000000000005",
      })
  void cards(String number) {
    assertEquals("card: [CARD].", mask("card: " + number + ".", PersonalKind.CARD));
    char last = number.charAt(number.length() - 1);
    String wrong = number.substring(0, number.length() - 1) + (char) (last == '9' ? '0' : last + 1);
    assertEquals(wrong, mask(wrong, PersonalKind.CARD), "wrong check digit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4444444444444444",
        "0.4242424242424242",
        "a4242424242424242",
        "42424242424242424242424",
        "1234567812345670",
        "4242424242424242_id",
      })
  void numbersThatAreNoCard(String text) {
    assertEquals(text, mask(text, PersonalKind.CARD));
  }

  /** RFC 5737, RFC 3849 and RFC 5952, section 1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "203.0.113.255",
        "192.168.1.1",
        "2001:db8:0:0:1:0:0:1",
        "2001:db8::1:0:0:1",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "fe80::1ff:fe23:4567:890a",
        "2001:DB8::8A2E:370:7334",
        "::ffff:192.0.2.128",
      })
  void addressesOfMachines(String address) {
    assertEquals("from [IP].", mask("from " + address + ".", PersonalKind.IP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "0.0.0.0", "255.255.255.0", "v1.2.3.4", "version 1.2.3.4", "1.2.3",
            "1.2.3.4.5",
        "256.1.1.1", "std::vector<int>", "10:20:30", "a::b", "::", "00:1a:2b:3c:4d:5e",
            "dead::beef",
        "192.0.02.1", "List::add", "2001:db8:::1",
      })
  void textThatIsNoAddressOfAMachine(String text) {
    assertEquals(text, mask(text, PersonalKind.IP));
  }

  @Test
  void anAddressOfAMachineBehindAColonIsFound() {
    assertEquals("IP:[IP]:8080", mask("IP:192.0.2.1:8080", PersonalKind.IP));
  }

  private static String mask(String text, PersonalKind kind) {
    String masked = new Masks(Finders.of(kind)).apply(text);
    assertTrue(masked.equals(text) || !masked.isEmpty());
    return masked;
  }
}

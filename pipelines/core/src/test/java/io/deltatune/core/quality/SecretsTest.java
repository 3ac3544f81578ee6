package io.deltatune.core.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys, tokens and passwords. The examples are the issuers' own where they publish some (AWS,
 * Stripe, RFC 7519), else made up in the published form.
 */
class SecretsTest {
  private static final Masks SECRETS = new Masks(Finders.SECRETS);
  private static final String JWT =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0"
          + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
  private static final String BASE64 =
      "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQC7VJTUt9Us\n";

  @ParameterizedTest
  @CsvSource({
    "AKIA,IOSFODNN7EXAMPLE,[AWS_KEY]",
    "ghp_,16C7e42F292c6912E7710c838347Ae178B4a,[GITHUB_TOKEN]",
    "github_pat_,11ABCDEFG0abcdefghijkl_MNOPQRSTUVWXYZ0123456789abcdefghijklmnop,[GITHUB_TOKEN]",
    "hf_,QkRvZnVtTGpXbHhNcEdhWnRyQmNkRWZHaE,[HUGGING_FACE_TOKEN]",
    "sk-,proj-Ab12Cd34Ef56Gh78Ij90Kl12Mn34,[OPENAI_KEY]",
    "xoxb-,17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy,[SLACK_TOKEN]",
    "AIza,SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe,[GOOGLE_KEY]",
    "sk_test_,4eC39HqLyjWDarjtT1zdp7dc,[STRIPE_KEY]",
  })
  void tokensThatTellTheirIssuer(String prefix, String rest, String placeholder) {
    String token = prefix + rest;
    assertEquals("use " + placeholder + ".", SECRETS.apply("use " + token + "."));
    assertEquals("{\"t\":\"" + placeholder + "\"}", SECRETS.apply("{\"t\":\"" + token + "\"}"));
    assertEquals("x" + token, SECRETS.apply("x" + token), "in the middle of a word");
    assertEquals(token.substring(0, 12), SECRETS.apply(token.substring(0, 12)), "too short");
  }

  @Test
  void jsonWebTokensWithAndWithoutSignature() {
    assertEquals("a [JWT] b", SECRETS.apply("a " + JWT + " b"));
    assertEquals("[JWT]", SECRETS.apply(JWT.substring(0, JWT.lastIndexOf('.'))));
    assertEquals("eyJhbGciOiJIUzI1NiJ9", SECRETS.apply("eyJhbGciOiJIUzI1NiJ9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"})
  void privateKeys(String label) {
    String begin = "-----BEGIN " + label + "-----\n";
    String end = "-----END " + label + "-----";
    assertEquals("my [PRIVATE_KEY]!", SECRETS.apply("my " + begin + BASE64 + end + "!"));
    assertEquals("my [PRIVATE_KEY]", SECRETS.apply("my " + begin + BASE64.strip()), "cut off");
    String other = "-----BEGIN CERTIFICATE-----\n" + BASE64 + "-----END CERTIFICATE-----";
    assertEquals(other, SECRETS.apply(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "password=hunter2 | password=[PASSWORD]",
        "DB_PASSWORD: \"s3cr3t!\" | DB_PASSWORD: \"[PASSWORD]\"",
        "{\"password\": \"correct-horse\"} | {\"password\": \"[PASSWORD]\"}",
        "{\\\"password\\\": \\\"correct-horse\\\"} | {\\\"password\\\": \\\"[PASSWORD]\\\"}",
        "pwd := 'Tr0ub4dor&3' | pwd := '[PASSWORD]'",
        "?user=me&passwd=abc123&x=1 | ?user=me&passwd=[PASSWORD]&x=1",
        "Passwort: Geheim2024 | Passwort: [PASSWORD]",
        "postgres://me:secret@db.example.org/x | postgres://me:[PASSWORD]@db.example.org/x",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY | aws_secret_access_key ="
            + " [SECRET]",
        "STRIPE_API_KEY='f3a9c27e81d64b05a7c1' | STRIPE_API_KEY='[SECRET]'",
        "accessToken: \"Zk3x9QpL7vR2mT8sWc4y\" | accessToken: \"[SECRET]\"",
      })
  void assignedValues(String text, String masked) {
    assertEquals(masked, SECRETS.apply(text));
    assertEquals(masked, SECRETS.apply(masked));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = input('Password: ')",
        "password: str = None",
        "password = os.environ['PW']",
        "Password: must have 8 characters",
        "<input type=\"password\" name=\"pw\">",
        "password=\"password\"",
        "password = ${DB_PASSWORD}",
        "password: ********",
        "password=your_password_1",
        "primary_key=True",
        "key: value",
        "max_tokens=4096",
        "token: the smallest unit of a text",
        "secret = settings.SECRET_KEY_2024_value",
        "api_key = 'YOUR_API_KEY_12345678'",
        "cache_key=aaaaaaaaaaaaaaaaaaaaaaa1",
        "https://example.org/a:b@c",
        "risk-averse-investors-and-other-people",
        "sk-learn-is-a-library-for-python",
      })
  void textThatIsNoSecret(String text) {
    assertEquals(text, SECRETS.apply(text));
  }
}

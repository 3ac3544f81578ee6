package io.deltatune.core.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.sample.TokenizerFiles;
import io.deltatune.testkit.RealData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTextTest {
  private static final String PLAIN =
      "{{ bos_token }}\n{%- for m in messages -%}\n  {{ '<a>\\n' + m['x'] | trim }}\n{%- endfor -%}";

  @Test
  void googlesTemplateIsGemma3sHoweverItIsLaidOut() {
    String template =
        RealData.assumeAvailable()
            .json("gemma3_tokenizer_config/chat_template.json")
            .get("chat_template")
            .textValue();
    assertTrue(TemplateText.isGemma3(template), TemplateText.hash(template));
    assertTrue(TemplateText.isGemma3(template.replace("    ", "\t")));
    assertTrue(TemplateText.isGemma3(template.replace("\n\n'", "\\n\\n'")));
    assertTrue(TemplateText.isGemma3(template.replace("\n{%- if", " {%- if").strip()));
    assertFalse(TemplateText.isGemma3(template.replace("'\n\n'", "'\n'")));
    assertFalse(TemplateText.isGemma3(template.replace("| trim", "")));
  }

  @Test
  void theSampleModelsTemplateIsGemma3s() throws JsonProcessingException {
    String template =
        new ObjectMapper().readTree(TokenizerFiles.config()).get("chat_template").textValue();
    assertTrue(TemplateText.isGemma3(template), TemplateText.hash(template));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{bos_token}}{%- for  m in messages %}{{ \"<a>\\n\" + m[\"x\"]|trim }}{% endfor %}",
        "{{- bos_token -}}   {% for m in messages -%}\n\n {{-'<a>\n'+m['x'] | trim-}} {%- endfor %}\n",
        """
        {# hello '" #}{{ bos_token }}{% for m in messages %}
        {% generation %}
        {{ '<a>\\n' + m['x'] | trim }}{% endgeneration %}
          {% endfor %}
        """
      })
  void layoutQuotesCommentsAndMarksDoNotCount(String same) {
    assertEquals(TemplateText.normal(PLAIN), TemplateText.normal(same));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ bos_token }}\n\n{% for m in messages -%}{{ '<a>\\n' + m['x'] | trim }}{%- endfor -%}",
        "{{ bos_token }}{% for m in messages -%}{{ '<a> \\n' + m['x'] | trim }}{%- endfor -%}",
        "{{ bos_token }}{% for m in messages -%}{{ '<a>\\n' + m['x'] | trim }} {% endfor -%}b",
        "{{ bos_token }}{% for m in messages -%}{{ '<a>\\n' + m['x'] }}{%- endfor -%}",
        "",
        "{{",
        "{% '",
      })
  void whatChangesTheTextCounts(String other) {
    assertNotEquals(TemplateText.normal(PLAIN), TemplateText.normal(other));
    assertFalse(TemplateText.isGemma3(other));
  }

  @Test
  void theNormalFormIsTheTextsAndTagsInOneSpelling() {
    assertEquals(
        List.of("{bos_token", "%for m in messages", "{\"<a>\\n\"+m[\"x\"]|trim", "%endfor"),
        TemplateText.normal(PLAIN));
  }
}

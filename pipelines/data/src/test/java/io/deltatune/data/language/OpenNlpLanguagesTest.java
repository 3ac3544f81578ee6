package io.deltatune.data.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.quality.LanguageIdentifier;
import io.deltatune.core.quality.LanguageIdentifier.Identified;
import io.deltatune.core.quality.Opener;
import io.deltatune.data.Serialised;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenNlpLanguagesTest {
  /** Sentences of our own, of the length of a short answer. */
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry("en", "Put the beans in cold water the evening before you cook them."),
          Map.entry("de", "Legen Sie die Bohnen am Abend vor dem Kochen in kaltes Wasser."),
          Map.entry("fr", "Mettez les haricots dans l'eau froide la veille de la cuisson."),
          Map.entry("es", "Ponga las alubias en agua fría la noche antes de cocinarlas."),
          Map.entry("it", "Mettete i fagioli in acqua fredda la sera prima di cuocerli."),
          Map.entry("pt", "Coloque o feijão na água fria na noite antes de o cozinhar."),
          Map.entry("nl", "Leg de bonen de avond voordat je ze kookt in koud water."),
          Map.entry("sv", "Lägg bönorna i kallt vatten kvällen innan du ska koka dem."),
          Map.entry("pl", "Włóż fasolę do zimnej wody wieczorem przed gotowaniem."),
          Map.entry("cs", "Večer před vařením dejte fazole do studené vody."),
          Map.entry("ru", "Замочите фасоль в холодной воде вечером перед варкой."),
          Map.entry("uk", "Замочіть квасолю у холодній воді ввечері перед варінням."),
          Map.entry("el", "Βάλτε τα φασόλια σε κρύο νερό το βράδυ πριν τα μαγειρέψετε."),
          Map.entry("tr", "Fasulyeleri pişirmeden önceki akşam soğuk suya koyun."),
          Map.entry("ar", "ضع الفاصوليا في الماء البارد في المساء قبل طهيها."),
          Map.entry("he", "שימו את השעועית במים קרים בערב שלפני הבישול."),
          Map.entry("hi", "पकाने से पहले की शाम को सेम को ठंडे पानी में डाल दें।"),
          Map.entry("th", "แช่ถั่วในน้ำเย็นในตอนเย็นก่อนที่จะปรุงอาหาร"),
          Map.entry("vi", "Ngâm đậu trong nước lạnh vào buổi tối trước khi nấu."),
          Map.entry("ja", "豆は料理する前の晩に冷たい水に浸しておきます。"),
          Map.entry("ko", "콩은 요리하기 전날 저녁에 찬물에 담가 두세요."),
          Map.entry("zh", "在烹饪前一天晚上把豆子放进冷水里浸泡。"));

  @Test
  void shortAnswersOfTwentyTwoLanguagesAreTold() {
    LanguageIdentifier languages = OpenNlpLanguages.opener().open();
    SENTENCES.forEach(
        (language, sentence) -> {
          Identified told = languages.identify(sentence).orElseThrow();
          assertEquals(language, told.language(), sentence + " " + told);
          assertTrue(told.confidence() > 0 && told.confidence() <= 1 + 1e-9, told.toString());
        });
  }

  @Test
  void textWithoutLettersHasNoLanguage() {
    LanguageIdentifier languages = OpenNlpLanguages.opener().open();
    assertEquals(Optional.empty(), languages.identify(""));
    assertEquals(Optional.empty(), languages.identify(" 42 + 17 = 59 \ud83d\ude00"));
  }

  @Test
  void codesAreTheShortestOnes() {
    assertEquals("zh", OpenNlpLanguages.code("cmn"));
    assertEquals("de", OpenNlpLanguages.code("deu"));
    assertEquals("nds", OpenNlpLanguages.code("nds"));
    long known =
        Arrays.stream(OpenNlpLanguages.supported())
            .map(OpenNlpLanguages::code)
            .filter(code -> code.length() == 2)
            .count();
    assertEquals(103, OpenNlpLanguages.supported().length);
    System.out.println(known + " of 103 languages have a code of two letters");
    assertTrue(known >= 80, "known " + known);
  }

  @Test
  void theOpenerTravelsToExecutors() throws Exception {
    Opener<LanguageIdentifier> travelled = Serialised.copy(OpenNlpLanguages.opener());
    assertEquals("en", travelled.open().identify(SENTENCES.get("en")).orElseThrow().language());
  }
}

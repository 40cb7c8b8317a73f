package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StyleTest {
  @Test
  void coloursOnlyWhereColoursAreWanted() {
    String text = "a " + Style.RED.of("red") + " word";

    assertThat(Style.render(text, true)).isEqualTo("a \u001B[31mred\u001B[0m word");
    assertThat(Style.render(text, false)).isEqualTo("a red word");
    assertThat(Style.width(text)).isEqualTo(10);
  }

  @Test
  void makesControlCharactersInDataHarmless() {
    String data = "x\u001B[2Jy\r\u0007\u009B\u202Ez\ttab\nline\u0000";

    assertThat(Style.render(data, true))
        .isEqualTo("x\u241B[2Jy\u240D\u2407\uFFFD\uFFFDz\ttab\nline\u2400");
  }

  @Test
  void leavesTextOfAllLanguagesAlone() {
    String text = "naïve 価格 \uD83D\uDEA2 'q' ½";

    assertThat(Style.render(text, false)).isEqualTo(text);
  }
}

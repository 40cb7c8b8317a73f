package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final Map<String, String> TTY =
      Map.of("theseus.tty.out", "true", "theseus.tty.err", "true", "theseus.columns", "120");

  @Test
  void coloursOnTerminals() {
    Terminal terminal = Terminal.of(List.of("plan"), Map.of(), TTY);

    assertThat(terminal).isEqualTo(new Terminal(true, true, true, 120, false, false));
  }

  @Test
  void staysPlainInPipes() {
    assertThat(Terminal.of(List.of("plan"), Map.of(), Map.of()))
        .isEqualTo(new Terminal(false, false, false, 80, false, false));
  }

  @Test
  void respectsWhatTheUserSays() {
    assertThat(Terminal.of(List.of(), Map.of("NO_COLOR", "1"), TTY).outColours()).isFalse();
    assertThat(Terminal.of(List.of("--color=never"), Map.of(), TTY).errColours()).isFalse();
    assertThat(Terminal.of(List.of("--color=always"), Map.of(), Map.of()).outColours()).isTrue();
    assertThat(Terminal.of(List.of("--json"), Map.of(), TTY).outColours()).isFalse();
    assertThat(Terminal.of(List.of("x", "-q"), Map.of(), TTY).quiet()).isTrue();
  }

  @Test
  void takesNoOptionsFromBehindTheDoubleDash() {
    assertThat(Terminal.of(List.of("--", "--json"), Map.of(), TTY).json()).isFalse();
  }

  @Test
  void ignoresAWidthThatIsNone() {
    assertThat(Terminal.of(List.of(), Map.of(), Map.of("theseus.columns", "-1")).columns())
        .isEqualTo(80);
    assertThat(Terminal.of(List.of(), Map.of(), Map.of("theseus.columns", "3")).columns())
        .isEqualTo(40);
  }
}

package dev.theseus.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IdentifierTest {

  @Test
  void quotesEveryNameAndDoublesQuotesInside() {
    assertThat(Identifier.of("users").quoted()).isEqualTo("\"users\"");
    assertThat(Identifier.of("User\"s").quoted()).isEqualTo("\"User\"\"s\"");
    assertThat(Identifier.of("User\"s")).hasToString("User\"s");
  }

  @Test
  void refusesEmptyNulAndBrokenUnicode() {
    assertThatThrownBy(() -> Identifier.of(""))
        .hasMessage("an identifier cannot be empty; give it a name");
    assertThatThrownBy(() -> Identifier.of("a\0b"))
        .hasMessage("identifier \"a?b\" contains a NUL character; remove it");
    assertThatThrownBy(() -> Identifier.of("a\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half of a surrogate pair");
  }

  @Test
  void limitsBytesAndNotCharacters() {
    assertThat(Identifier.of("x".repeat(63)).name()).hasSize(63);
    assertThatThrownBy(() -> Identifier.of("x".repeat(64)))
        .hasMessageContaining("has 64 bytes, PostgreSQL keeps 63; shorten it");
    assertThat(Identifier.of("é".repeat(31)).name()).hasSize(31);
    assertThatThrownBy(() -> Identifier.of("é".repeat(32))).hasMessageContaining("has 64 bytes");
  }

  @Test
  void derivesShortNamesByJoining() {
    assertThat(Identifier.derived("_t_", "email")).isEqualTo(Identifier.of("_t_email"));
    assertThat(Identifier.derived("a", "b", "c")).isEqualTo(Identifier.of("abc"));
    String fits = "x".repeat(60);
    assertThat(Identifier.derived("_t_", fits)).isEqualTo(Identifier.of("_t_" + fits));
  }

  @Test
  void shortensLongDerivedNamesWithHashOfTheWhole() {
    String base = "x".repeat(62);
    Identifier one = Identifier.derived("_t_", base + "1", "_new");
    Identifier two = Identifier.derived("_t_", base + "2", "_new");
    assertThat(one).isNotEqualTo(two).isEqualTo(Identifier.derived("_t_", base + "1", "_new"));
    assertThat(one.name()).startsWith("_t_xxx").endsWith("_new").hasSize(63);
  }

  @Test
  void shortensBetweenCodePoints() {
    Identifier derived = Identifier.derived("p_", "😀".repeat(20));
    assertThat(derived.name().getBytes(StandardCharsets.UTF_8).length).isBetween(59, 63);
    assertThat(derived.name()).matches("p_(😀)+_[0-9a-f]{8}");
  }

  @Test
  void refusesPrefixWithoutRoomForTheHash() {
    assertThatThrownBy(() -> Identifier.derived("p".repeat(60), "long name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leave no room");
  }

  @Test
  void qualifiesNames() {
    QualifiedName name = QualifiedName.of("public", "Users");
    assertThat(name.quoted()).isEqualTo("\"public\".\"Users\"");
    assertThat(name).hasToString("public.Users");
    assertThat(name.withName(Identifier.of("b"))).isEqualTo(QualifiedName.of("public", "b"));
    assertThat(name.withSchema(Identifier.of("s"))).isEqualTo(QualifiedName.of("s", "Users"));
    assertThat(QualifiedName.of("a", "z")).isLessThan(QualifiedName.of("b", "a"));
  }
}

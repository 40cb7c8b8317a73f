package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.InvalidMigration;
import dev.theseus.migration.Directive.Direction;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import org.junit.jupiter.api.Test;

class DirectiveReaderTest {
  private static final String CHANGE = "\nALTER TABLE products DROP price, ADD price_cents int;";

  private static Migration read(String comment) {
    return new MigrationReader(ReaderOptions.of(Identifier.of("shop")))
        .read("V1__a.sql", comment + CHANGE);
  }

  private static Directive directive(Direction direction, String column, String expression) {
    return new Directive(
        direction,
        QualifiedName.of("shop", "products"),
        Identifier.of(column),
        Expression.of(expression),
        "V1__a.sql:1");
  }

  @Test
  void readsLineComments() {
    assertThat(read("-- theseus:up   products.price_cents = (price * 100)::bigint").directives())
        .containsExactly(directive(Direction.UP, "price_cents", "(price * 100)::bigint"));
  }

  @Test
  void putsUpBeforeDown() {
    assertThat(
            read("/* theseus:down products.price = a\n theseus:up products.price_cents = b */")
                .directives())
        .extracting(Directive::direction)
        .containsExactly(Direction.UP, Direction.DOWN);
  }

  @Test
  void joinsContinuedLineComments() {
    assertThat(
            read("-- theseus:up products.price_cents = price\n-- other\n-- theseus:  * 100")
                .directives()
                .getFirst()
                .expression()
                .text()
                .replaceAll("\\s+", " "))
        .isEqualTo("price * 100");
  }

  @Test
  void joinsTheLinesOfABlockComment() {
    assertThat(
            read("/* theseus:up products.price_cents =\n  price\n  * 100 */")
                .directives()
                .getFirst()
                .expression()
                .text()
                .replaceAll("\\s+", " "))
        .isEqualTo("price * 100");
  }

  @Test
  void foldsNamesAsSqlDoesAndKeepsQuotedOnes() {
    Migration migration =
        new MigrationReader(ReaderOptions.defaults())
            .read(
                "a.sql",
                """
                -- theseus:up Shop . "Pro.ducts"."a=b" = A = "B"
                ALTER TABLE shop."Pro.ducts" DROP x;
                """);
    Directive directive = migration.directives().getFirst();
    assertThat(directive.table()).isEqualTo(QualifiedName.of("shop", "Pro.ducts"));
    assertThat(directive.column()).isEqualTo(Identifier.of("a=b"));
    assertThat(directive.expression().text()).isEqualTo("A = \"B\"");
  }

  @Test
  void leavesTextsThatOnlyLookLikeDirectivesAlone() {
    assertThat(read("-- see theseus:up\nSELECT '-- theseus:up x.y = 1';").directives()).isEmpty();
  }

  @Test
  void refusesUnknownKeywords() {
    assertThatThrownBy(() -> read("SELECT 1; -- theseus:upp products.price = 1"))
        .isInstanceOf(InvalidMigration.class)
        .hasMessage(
            """
            "theseus:upp" is not known (V1__a.sql:1:14); write theseus:up, theseus:down or theseus:batch
              SELECT 1; -- theseus:upp products.price = 1
                           ^\
            """);
  }

  @Test
  void refusesWrongExpressionsAtTheirPlace() {
    assertThatThrownBy(() -> read("-- theseus:up products.price_cents = price *"))
        .hasMessage(
            """
            syntax error at end of input (V1__a.sql:1:45); correct the expression
              -- theseus:up products.price_cents = price *
                                                          ^\
            """);
    assertThatThrownBy(() -> read("-- theseus:up products.price_cents = a, b"))
        .hasMessageStartingWith("expected one expression (V1__a.sql:1:3");
    assertThatThrownBy(() -> read("-- theseus:up products.price_cents ="))
        .hasMessageStartingWith("theseus:up has no expression after = (V1__a.sql:1:37)");
  }

  @Test
  void refusesWhatNamesNoColumn() {
    assertThatThrownBy(() -> read("-- theseus:up price_cents = 1"))
        .hasMessageStartingWith(
            "\"price_cents\" names no column; write table.column or schema.table.column"
                + " (V1__a.sql:1:15)");
    assertThatThrownBy(() -> read("-- theseus:up products.price_cents 1"))
        .hasMessageStartingWith("theseus:up needs table.column = expression (V1__a.sql:1:36)");
  }

  @Test
  void refusesATableThatNoOperationChanges() {
    assertThatThrownBy(() -> read("-- theseus:up product.price_cents = 1"))
        .hasMessage(
            "theseus:up shop.product.price_cents names a table that no operation of V1__a changes"
                + " (V1__a.sql:1); correct the table (shop.products) or remove it");
  }

  @Test
  void refusesTheSameColumnTwice() {
    assertThatThrownBy(
            () -> read("-- theseus:up products.a = 1\n-- theseus:up shop.products.a = 2"))
        .hasMessage(
            "theseus:up shop.products.a is written twice, first at V1__a.sql:1 (V1__a.sql:2);"
                + " remove one of them");
  }
}

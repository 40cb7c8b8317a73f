package dev.theseus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import org.junit.jupiter.api.Test;

final class CatalogFixtureTest {
  @Test
  void describesTablesThatPointAtEachOther() {
    Catalog catalog =
        CatalogFixture.catalog(18)
            .table("orders")
            .column("id", "bigint")
            .identity(Column.Identity.ALWAYS)
            .column("product", "bigint")
            .notNull()
            .primaryKey("id")
            .foreignKey("orders_product_fkey", "product", "products", "id")
            .table("products")
            .column("id", "bigint")
            .serial()
            .column("price", "numeric(10,2)")
            .defaultValue("0")
            .primaryKey("id")
            .index("products_price_idx", "price")
            .build();

    Table products = catalog.table(QualifiedName.of("public", "products")).orElseThrow();
    assertThat(products.referencedBy())
        .singleElement()
        .satisfies(key -> assertThat(key.table()).hasToString("public.orders"));
    assertThat(products.column(Identifier.of("id")).orElseThrow().defaultValue())
        .isInstanceOfSatisfying(
            Column.Default.Value.class, value -> assertThat(value.volatile_()).isTrue());
    assertThat(products.index(Identifier.of("products_price_idx")).orElseThrow().definition())
        .isEqualTo("CREATE INDEX products_price_idx ON public.products USING btree (price)");
    assertThat(catalog.relations())
        .contains(
            QualifiedName.of("public", "products_pkey"),
            QualifiedName.of("public", "orders_id_seq"));
    assertThat(catalog.types().casts())
        .containsEntry(
            new TypeFacts.Pair("integer", "bigint"),
            new TypeFacts.Cast(TypeFacts.Method.FUNCTION, TypeFacts.Context.IMPLICIT));
  }
}

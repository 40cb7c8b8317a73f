package dev.theseus.check.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.check.Sizes;
import dev.theseus.check.Sizes.Size;
import dev.theseus.error.InvalidMigration;
import dev.theseus.sql.QualifiedName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesFileTest {

  @Test
  void readsLines() {
    Sizes sizes =
        SizesFile.read(
            "s.csv",
            """
            table,rows,bytes,index_bytes
            # from production
            public.orders,1200000,85899345920,1073741824
            shop.users, -1, 8192
            "odd.""a"", b",1,2,3
            """);

    assertThat(sizes.tables())
        .containsOnly(
            Map.entry(QualifiedName.of("public", "orders"), new Size(1200000, 80L << 30, 1L << 30)),
            Map.entry(QualifiedName.of("shop", "users"), new Size(-1, 8192)),
            Map.entry(QualifiedName.of("odd", "\"a\", b"), new Size(1, 2, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.csv", "s.yaml"})
  void readsWhatItWrites(String file) {
    Sizes sizes =
        new Sizes(
            Map.of(
                QualifiedName.of("public", "orders"), new Size(1200000, 80L << 30, 7),
                QualifiedName.of("A b", "c,\"d\\"), new Size(-1, 0, 0)));

    assertThat(SizesFile.read(file, SizesFile.text(file, sizes))).isEqualTo(sizes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s.csv  | a.b,1,2\\norders 3 4            | s.csv:2     | "orders 3 4" is no size of a table
          s.csv  | orders,1,2                    | s.csv:1     | "orders" names no schema
          s.csv  | a.b,1,99999999999999999999    | s.csv:1     | 99999999999999999999 is too large
          s.csv  | a.b,-7,1                      | s.csv:1     | a size is 0 or more
          s.yaml | sizes: [                      | s.yaml:1    | it is no YAML
          s.yaml | tables: {}                    | s.yaml      | it holds no mapping "sizes"
          s.yaml | sizes: {a.b: {rows: 1}}       | sizes.a.b   | there is no "bytes"
          s.yaml | sizes: {a.b: {bytes: many}}   | sizes.a.b   | "bytes: many" is no size
          s.yaml | sizes: {a.b: {size: 1}}       | sizes.a.b   | "size: 1" is no size
          """)
  void refusesWhatIsNoSize(String file, String text, String where, String what) {
    assertThatThrownBy(() -> SizesFile.read(file, text.replace("\\n", "\n")))
        .isInstanceOf(InvalidMigration.class)
        .hasMessageContaining(where)
        .hasMessageContaining(what);
  }
}

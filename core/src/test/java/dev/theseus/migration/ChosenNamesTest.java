package dev.theseus.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The expected names were taken from what PostgreSQL's source says, `indexcmds.c` and
/// `pg_constraint.c`.
class ChosenNamesTest {
  private static final QualifiedName TABLE = QualifiedName.of("public", "t");

  private final ChosenNames names = new ChosenNames(ReaderOptions.defaults());

  private static List<Identifier> columns(String... names) {
    return List.of(names).stream().map(Identifier::of).toList();
  }

  @Test
  void followTheKindOfObject() {
    assertThat(names.unique(TABLE, columns("a", "b"))).isEqualTo(Identifier.of("t_a_b_key"));
    assertThat(names.primaryKey(TABLE)).isEqualTo(Identifier.of("t_pkey"));
    assertThat(names.exclusion(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_excl"));
    assertThat(names.foreignKey(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_fkey"));
    assertThat(names.check(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_check"));
    assertThat(names.check(TABLE, columns("a", "b"))).isEqualTo(Identifier.of("t_check"));
    assertThat(names.index(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_idx"));
  }

  @Test
  void areNumberedWhereTheyCollide() {
    Set<QualifiedName> relations =
        Set.of(QualifiedName.of("public", "t_a_key"), QualifiedName.of("public", "t_a_idx"));
    Set<QualifiedName> constraints =
        Set.of(QualifiedName.of("public", "t_a_key1"), QualifiedName.of("public", "t_a_fkey"));
    ChosenNames chosen =
        new ChosenNames(
            ReaderOptions.defaults().withExisting(relations::contains, constraints::contains));
    assertThat(chosen.unique(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_key2"));
    assertThat(chosen.index(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_idx1"));
    assertThat(chosen.foreignKey(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_fkey1"));
    assertThat(chosen.foreignKey(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_fkey2"));
  }

  /// `DROP CONSTRAINT t_pkey; ADD PRIMARY KEY (…)`.
  @Test
  void areThoseOfAConstraintThatIsDroppedBefore() {
    Set<QualifiedName> standing =
        Set.of(QualifiedName.of("public", "t_pkey"), QualifiedName.of("public", "t_a_key"));
    ChosenNames chosen =
        new ChosenNames(
            ReaderOptions.defaults().withExisting(standing::contains, standing::contains));
    chosen.freeConstraint(TABLE, Identifier.of("t_pkey"));
    assertThat(chosen.primaryKey(TABLE)).isEqualTo(Identifier.of("t_pkey"));
    assertThat(chosen.primaryKey(TABLE)).isEqualTo(Identifier.of("t_pkey1"));
    assertThat(chosen.unique(TABLE, columns("a"))).isEqualTo(Identifier.of("t_a_key1"));
  }

  @Test
  void shortenTheLongerOfTwoNames() {
    QualifiedName table = QualifiedName.of("public", "t".repeat(63));
    assertThat(names.primaryKey(table)).isEqualTo(Identifier.of("t".repeat(58) + "_pkey"));
    assertThat(names.unique(table, columns("abc")))
        .isEqualTo(Identifier.of("t".repeat(55) + "_abc_key"));
    assertThat(names.unique(table, columns("c".repeat(63))))
        .isEqualTo(Identifier.of("t".repeat(29) + "_" + "c".repeat(29) + "_key"));
  }

  @Test
  void areNotCutInsideACharacter() {
    QualifiedName table = QualifiedName.of("public", "é".repeat(31));
    assertThat(names.primaryKey(table)).isEqualTo(Identifier.of("é".repeat(29) + "_pkey"));
  }

  @Test
  void numberIndexColumnsThatComeTwice() {
    assertThat(ChosenNames.indexColumns(List.of("a", "expr", "a", "expr", "expr")))
        .isEqualTo(columns("a", "expr", "a1", "expr1", "expr2"));
    String longest = "a".repeat(63);
    assertThat(ChosenNames.indexColumns(List.of(longest, longest)))
        .isEqualTo(columns(longest, "a".repeat(62) + "1"));
  }
}

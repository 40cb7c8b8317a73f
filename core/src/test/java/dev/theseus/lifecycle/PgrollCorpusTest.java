package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.WorkloadClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Migrations written for pgroll through all phases while the old version writes, against the SQL
/// that asks for the same: one file and its `.sql` in the folder `pgroll` for each.
@Tag("postgres")
class PgrollCorpusTest {
  private static final Pattern OPERATION = Pattern.compile("(?:- |\\{\")([a-z_]+)(?:\":| *:)");

  /// What a rollback leaves: a wider type, and NULL allowed.
  private static final Map<String, String> STAYS =
      Map.of("alter_column_type", "customers.city", "alter_column_same_values", "note");

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("corpus")
  void givesTheCatalogOfThePlainSql(int major, String file) throws InterruptedException {
    String name = file.substring(0, file.lastIndexOf('.'));
    Scenario scenario =
        Scenario.of(name, text("setup.sql"), text(file))
            .oracle(text(name + ".sql"))
            .stays(STAYS.getOrDefault(name, ""))
            .old(
                client ->
                    client.update("UPDATE customers SET name = name WHERE id = ?", id(client)))
            .old(
                client ->
                    client.update("UPDATE orders SET placed = placed WHERE id = ?", id(client)));
    Lifecycle.run(major, scenario);
  }

  @Test
  void holdsEveryOperation() {
    Set<String> used =
        files().stream()
            .map(PgrollCorpusTest::text)
            .flatMap(text -> OPERATION.matcher(text).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used)
        .contains(
            "add_column",
            "alter_column",
            "create_constraint",
            "create_index",
            "create_table",
            "drop_column",
            "drop_constraint",
            "drop_index",
            "drop_multicolumn_constraint",
            "drop_table",
            "rename_column",
            "rename_constraint",
            "rename_table",
            "set_replica_identity",
            "sql");
  }

  private static int id(WorkloadClient client) {
    return 1 + client.random().nextInt(300);
  }

  static Stream<Arguments> corpus() {
    return Scenario.inTurn(files());
  }

  private static List<String> files() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".sql"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(folder().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    URL url = Objects.requireNonNull(PgrollCorpusTest.class.getResource("pgroll/setup.sql"));
    try {
      return Objects.requireNonNull(Path.of(url.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

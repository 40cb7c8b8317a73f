package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// One migration with an application around it.
///
/// @param name the release
/// @param setup makes the tables and their rows
/// @param migration as its author writes it; also the oracle when run as plain SQL
/// @param oracle what the plain SQL is when `migration` cannot run on tables that hold rows; empty
///   means `migration`
/// @param old transactions of the old version's clients
/// @param young transactions of the new version's clients
/// @param differing counts rows whose old and new values disagree, while both versions live; `{v}`
///   stands for the version schema; empty when there is nothing to compare
record Scenario(
    String name,
    String setup,
    String migration,
    String oracle,
    List<ClientGroup.Script> old,
    List<ClientGroup.Script> young,
    String differing,
    String stays) {

  Scenario {
    old = List.copyOf(old);
    young = List.copyOf(young);
  }

  static Scenario of(String name, String setup, String migration) {
    return new Scenario(name, setup, migration, migration, List.of(), List.of(), "", "");
  }

  /// Each major of this run with each scenario, or whatever a test is run with.
  static Stream<Arguments> onEachMajor(List<?> all) {
    return TestServers.majors().stream()
        .flatMap(major -> all.stream().map(one -> Arguments.of(major, one)));
  }

  /// The same where there are many that take long: see [TestServers#inTurn].
  static Stream<Arguments> inTurn(List<?> all) {
    return IntStream.range(0, all.size())
        .boxed()
        .flatMap(
            number ->
                TestServers.inTurn(number).stream()
                    .map(major -> Arguments.of(major, all.get(number))));
  }

  Scenario oracle(String sql) {
    return new Scenario(name, setup, migration, sql, old, young, differing, stays);
  }

  Scenario old(ClientGroup.Script script) {
    return new Scenario(name, setup, migration, oracle, with(old, script), young, differing, stays);
  }

  Scenario young(ClientGroup.Script script) {
    return new Scenario(name, setup, migration, oracle, old, with(young, script), differing, stays);
  }

  /// Transactions that both versions send alike.
  Scenario both(ClientGroup.Script script) {
    return old(script).young(script);
  }

  Scenario differing(String query) {
    return new Scenario(name, setup, migration, oracle, old, young, query, stays);
  }

  /// More that the tables are set up with.
  Scenario setup(String more) {
    return new Scenario(name, setup + more, migration, oracle, old, young, differing, stays);
  }

  Scenario stays(String word) {
    return new Scenario(name, setup, migration, oracle, old, young, differing, word);
  }

  private static List<ClientGroup.Script> with(
      List<ClientGroup.Script> scripts, ClientGroup.Script script) {
    List<ClientGroup.Script> all = new ArrayList<>(scripts);
    all.add(script);
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}

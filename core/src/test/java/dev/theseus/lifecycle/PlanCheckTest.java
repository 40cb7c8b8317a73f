package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.CheckCatalogs;
import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.check.planned.PlanCheck;
import dev.theseus.check.planned.PlanVerdict;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.plan.Plan;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every plan of the scenarios and examples does nothing that a migration would be warned of, by
/// the catalog it was planned with and by a server that its statements are run on.
@Tag("postgres")
class PlanCheckTest {
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void findsNoHazardInAPlan(int major, Scenario scenario) {
    try (TestDatabase database = TestServers.database(major)) {
      Lifecycle.Setting.ordinary().run(database, scenario.setup());
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Catalog catalog = theseus.catalog(Set.of(Identifier.of("public")));
      Plan plan = Lifecycle.plan(theseus, scenario.name(), scenario.migration());

      PlanVerdict told = PlanCheck.of(plan, catalog);

      assertThat(told.hazards()).isEmpty();
      database.sql(StateSchema.script().text());
      try (CatalogSource replay = CheckCatalogs.replaying(database.dataSource())) {
        assertThat(PlanCheck.of(plan, replay, PlanCheck.sizes(catalog)))
            .as("as a server tells it")
            .isEqualTo(told);
      }
    }
  }

  static Stream<Arguments> scenarios() throws java.io.IOException {
    List<Scenario> all = new ArrayList<>();
    all.addAll(Scenarios.columns());
    all.addAll(Scenarios.objects());
    all.addAll(HardScenarios.all());
    all.addAll(WiderKeyScenarios.all());
    all.addAll(NumberedColumnScenarios.all());
    all.addAll(NewKeyScenarios.all());
    all.addAll(KeyOrderTest.all());
    ExamplesTest.scenarios().forEach(all::add);
    return Scenario.inTurn(all);
  }
}

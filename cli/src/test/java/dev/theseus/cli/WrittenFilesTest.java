package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.command.core.RollbackCountCommandStep;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The files are carried out by the runners they are written for.
class WrittenFilesTest {
  private static final List<Logger> TALK =
      List.of(Logger.getLogger("liquibase"), Logger.getLogger("org.flywaydb"));

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void keepTheRunnersQuiet() {
    TALK.forEach(logger -> logger.setLevel(Level.WARNING));
  }

  @PostgresTest
  void flywayAddsARequiredColumn(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, WrittenFiles.REQUIRED_COLUMN, "flyway", folder));
  }

  @PostgresTest
  void flywayBuildsAnIndexOutsideOfTransactions(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, WrittenFiles.INDEX, "flyway", folder));
  }

  @PostgresTest
  void flywayChangesATypeWithBothVersionsAtWork(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, WrittenFiles.TYPE_CHANGE, "flyway", folder));
  }

  @PostgresTest
  void flywayBuildsTheIndexesOfPartitions(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, PartitionFilesTest.INDEXES, "flyway", folder));
  }

  @PostgresTest
  void flywayAttachesAPartition(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, PartitionFilesTest.ATTACHED, "flyway", folder));
  }

  @PostgresTest
  void flywayDetachesAPartition(TestDatabase database) throws Exception {
    flyway(WrittenFiles.of(database, PartitionFilesTest.DETACHED, "flyway", folder));
  }

  @PostgresTest
  void liquibaseBuildsTheIndexesOfPartitions(TestDatabase database) throws Exception {
    liquibase(WrittenFiles.of(database, PartitionFilesTest.INDEXES, "liquibase", folder));
  }

  @PostgresTest
  void liquibaseDetachesAPartition(TestDatabase database) throws Exception {
    liquibase(WrittenFiles.of(database, PartitionFilesTest.DETACHED, "liquibase", folder));
  }

  @PostgresTest
  void liquibaseAddsARequiredColumn(TestDatabase database) throws Exception {
    liquibase(WrittenFiles.of(database, WrittenFiles.REQUIRED_COLUMN, "liquibase", folder));
  }

  @PostgresTest
  void liquibaseBuildsAnIndexOutsideOfTransactions(TestDatabase database) throws Exception {
    liquibase(WrittenFiles.of(database, WrittenFiles.INDEX, "liquibase", folder));
  }

  @PostgresTest
  void liquibaseChangesATypeWithBothVersionsAtWork(TestDatabase database) throws Exception {
    liquibase(WrittenFiles.of(database, WrittenFiles.TYPE_CHANGE, "liquibase", folder));
  }

  @PostgresTest
  void liquibaseTakesTheFirstPartBack(TestDatabase database) throws Exception {
    WrittenFiles files = WrittenFiles.of(database, WrittenFiles.TYPE_CHANGE, "liquibase", folder);
    CatalogDump before = CatalogDump.of(database);
    String name = files.parts().getFirst().getFirst();
    int changesets = files.text(name).split("--changeset ", -1).length - 1;

    liquibase(files, name);
    inLiquibase(
        files,
        connection ->
            new CommandScope(RollbackCountCommandStep.COMMAND_NAME)
                .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, connection)
                .addArgumentValue(DatabaseChangelogCommandStep.CHANGELOG_FILE_ARG, name)
                .addArgumentValue(RollbackCountCommandStep.COUNT_ARG, changesets)
                .execute());

    database.sql("DROP TABLE databasechangelog, databasechangeloglock");
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @PostgresTest
  void plainFilesRunOneAfterTheOther(TestDatabase database) throws Exception {
    WrittenFiles files = WrittenFiles.of(database, WrittenFiles.TYPE_CHANGE, "sql", folder);

    files.run(files::runEach);

    files.assertLikeThePlainSql();
  }

  @PostgresTest
  void downFilesTakeEverythingBackBeforeTheContract(TestDatabase database) throws Exception {
    WrittenFiles files = WrittenFiles.of(database, WrittenFiles.TYPE_CHANGE, "updown", folder);
    CatalogDump before = CatalogDump.of(database);
    List<List<String>> undone = files.parts().subList(0, 2);

    for (List<String> part : undone) {
      files.runEach(part);
    }
    for (List<String> part : undone.reversed()) {
      files.runEach(
          part.reversed().stream().map(name -> name.replace(".up.sql", ".down.sql")).toList());
    }

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(files.parts().getFirst().getFirst()).startsWith("2_expand_theseus_state");
    assertThat(files.parts().getFirst().get(1)).startsWith("3_dual_write_products");
  }

  private static void flyway(WrittenFiles files) throws Exception {
    files.run(
        part -> {
          String last = part.getLast();
          FluentConfiguration configuration = Flyway.configure();
          configuration
              .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
              .setTransactionalLock(false);
          configuration
              .dataSource(files.database().dataSource())
              .locations("filesystem:" + files.directory())
              .baselineOnMigrate(true)
              .baselineVersion("1")
              .target(last.substring(1, last.indexOf("__")).replace('_', '.'))
              .load()
              .migrate();
        });
    files.database().sql("DROP TABLE flyway_schema_history");
    files.assertLikeThePlainSql();
  }

  private static void liquibase(WrittenFiles files) throws Exception {
    files.run(part -> liquibase(files, part.getFirst()));
    files.database().sql("DROP TABLE databasechangelog, databasechangeloglock");
    files.assertLikeThePlainSql();
  }

  private static void liquibase(WrittenFiles files, String name) throws Exception {
    inLiquibase(
        files,
        database ->
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, name)
                .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                .execute());
  }

  private interface Work {
    void with(liquibase.database.Database database) throws Exception;
  }

  @SuppressWarnings("try")
  private static void inLiquibase(WrittenFiles files, Work work) throws Exception {
    try (ResourceAccessor directory = new DirectoryResourceAccessor(files.directory());
        liquibase.database.Database database =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(
                    new JdbcConnection(files.database().connect()))) {
      Scope.child(
          Map.of(
              Scope.Attr.resourceAccessor.name(),
              directory,
              Scope.Attr.ui.name(),
              new LoggerUIService()),
          () -> work.with(database));
    }
  }
}

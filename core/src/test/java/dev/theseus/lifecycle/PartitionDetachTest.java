package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A detachment that somebody is in the way of.
class PartitionDetachTest {
  @EachMajor
  void waitsForReadersAndEndsWhatWasBegun(TestDatabase database) throws SQLException {
    database.sql(
        """
        CREATE TABLE orders (id integer) PARTITION BY RANGE (id);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
        CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (100) TO (200);
        """);
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .lockBudget(LockBudget.defaults().withTotal(Duration.ofMillis(100)))
            .build();
    theseus.start(Lifecycle.plan(theseus, "v1", "ALTER TABLE orders DETACH PARTITION orders_1;"));
    theseus.complete();
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM orders");

      assertThatThrownBy(() -> theseus.contract(ContractOptions.withSoak(Duration.ZERO)))
          .hasMessageContaining("was not detached within")
          .hasMessageContaining("in the way: process");
      assertThat(database.number("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
          .isEqualTo(1);
    }

    theseus.resume();

    assertThat(database.number("SELECT count(*) FROM pg_inherits")).isEqualTo(1);
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders_1'::regclass"))
        .isZero();
  }

  /// The bounds name a type, with its schema or without, as the path of who reads them is.
  @EachMajor
  void leavesNoCheckOfBoundsOfAnOwnType(TestDatabase database) {
    database.sql(
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
        CREATE TABLE days (felt mood) PARTITION BY LIST (felt);
        CREATE TABLE bad PARTITION OF days FOR VALUES IN ('sad', 'ok');
        CREATE TABLE good PARTITION OF days FOR VALUES IN ('happy');
        """);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", "ALTER TABLE days DETACH PARTITION bad;"));
    theseus.complete();

    theseus.contract(ContractOptions.withSoak(Duration.ZERO));

    assertThat(
            database.number("SELECT count(*) FROM pg_constraint WHERE conrelid = 'bad'::regclass"))
        .isZero();
  }

  /// One that its author added since the plan was made looks like PostgreSQL's own.
  @EachMajor
  void leavesACheckOfTheAuthors(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE days (felt text) PARTITION BY LIST (felt);
        CREATE TABLE bad PARTITION OF days FOR VALUES IN ('sad', 'ok');
        """);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", "ALTER TABLE days DETACH PARTITION bad;"));
    theseus.complete();
    database.sql(
        "ALTER TABLE bad ADD CONSTRAINT mine CHECK (felt IS NOT NULL AND felt = ANY"
            + " ('{sad,ok,up}'::text[]))");

    theseus.contract(ContractOptions.withSoak(Duration.ZERO));

    assertThat(
            database.number(
                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'bad'::regclass AND conname ="
                    + " 'mine'"))
        .isEqualTo(1);
    assertThat(
            database.number("SELECT count(*) FROM pg_constraint WHERE conrelid = 'bad'::regclass"))
        .isEqualTo(1);
  }
}

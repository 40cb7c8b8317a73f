package dev.theseus.operation;

import static dev.theseus.operation.OperationReading.shop;
import static dev.theseus.operation.OperationReading.sql;
import static dev.theseus.operation.OperationReading.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectStatementTest {
  private static final DirectStatement OPERATION =
      new DirectStatement(
          shop("adults"),
          "create view",
          Sql.verbatim("CREATE VIEW adults AS SELECT * FROM users WHERE age > 17"),
          List.of(shop("users")),
          List.of(LockUse.brief(LockLevel.ACCESS_SHARE, shop("users"))),
          true,
          Undo.of(Sql.verbatim("DROP VIEW \"shop\".\"adults\"")),
          "");

  @Test
  void isReadFromSql() {
    assertThat(sql("CREATE VIEW adults AS SELECT * FROM users WHERE age > 17"))
        .containsExactly(OPERATION);
  }

  @Test
  void isReadFromYamlAndWrittenAgain() {
    String text =
        """
        - direct_statement:
            target: adults
            kind: create view
            statement: CREATE VIEW adults AS SELECT * FROM users WHERE age > 17
            tables:
            - users
            locks:
            - level: access_share
              object: users
            undo:
              statements:
              - DROP VIEW "shop"."adults"
        """;
    assertThat(yaml(text)).containsExactly(OPERATION);
    assertThat(yaml(OPERATION)).isEqualTo(text);
  }

  @Test
  void keepsItsAuthorsWordOnBatches() {
    Operation off = sql("-- theseus:batch off\nDELETE FROM users").getFirst();

    assertThat(((DirectStatement) off).batching()).isEqualTo(DirectStatement.Batching.OFF);
    assertThat(yaml(yaml(off))).containsExactly(off);
    assertThat(direct("DELETE FROM users").batching())
        .isEqualTo(DirectStatement.Batching.AUTOMATIC);
  }

  @Test
  void saysWhatIsNotKnown() {
    assertThat(direct("DO $$ BEGIN PERFORM 1; END $$").warning())
        .isEqualTo("the body of DO is not analysed: its locks and its effect are not known");
    assertThat(direct("SELECT app.fill(1), now()").warning())
        .isEqualTo("what it calls is not analysed: app.fill, now");
    assertThat(direct("UPDATE users SET a = b FROM c").warning())
        .isEqualTo(
            "it changes all its rows in one transaction and keeps them locked until it commits");
  }

  @Test
  void knowsWhatMustRunOutsideATransaction() {
    assertThat(direct("VACUUM users").transactional()).isFalse();
    assertThat(direct("ANALYZE users").transactional()).isTrue();
    assertThat(direct("REINDEX (CONCURRENTLY) TABLE users").transactional()).isFalse();
    assertThat(direct("REINDEX TABLE users").transactional()).isTrue();
    assertThat(direct("REINDEX DATABASE x").transactional()).isFalse();
    assertThat(direct("CREATE DATABASE x").transactional()).isFalse();
    assertThat(direct("ALTER SYSTEM SET work_mem = 1").transactional()).isFalse();
    assertThat(direct("ALTER TABLE users DETACH PARTITION p CONCURRENTLY").transactional())
        .isFalse();
  }

  @Test
  void takesBackWhatHasAnExactInverse() {
    assertThat(undo("CREATE SEQUENCE s")).isEqualTo("DROP SEQUENCE \"shop\".\"s\"");
    assertThat(undo("CREATE TYPE m AS ENUM ('a')")).isEqualTo("DROP TYPE \"shop\".\"m\"");
    assertThat(undo("CREATE TYPE m AS (a int)")).isEqualTo("DROP TYPE \"shop\".\"m\"");
    assertThat(undo("CREATE DOMAIN d AS text")).isEqualTo("DROP DOMAIN \"shop\".\"d\"");
    assertThat(undo("CREATE SCHEMA s")).isEqualTo("DROP SCHEMA \"s\"");
    assertThat(undo("CREATE EXTENSION citext")).isEqualTo("DROP EXTENSION \"citext\"");
    assertThat(undo("CREATE MATERIALIZED VIEW v AS SELECT 1"))
        .isEqualTo("DROP MATERIALIZED VIEW \"shop\".\"v\"");
    assertThat(
            undo(
                "CREATE FUNCTION f(a int, b numeric(10,2)[], OUT c text) LANGUAGE sql AS 'SELECT"
                    + " 1'"))
        .isEqualTo("DROP FUNCTION \"shop\".\"f\" (integer, \"numeric\"[])");
    assertThat(undo("CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION f()"))
        .isEqualTo("DROP TRIGGER \"t\" ON \"shop\".\"users\"");
    assertThat(undo("ALTER TABLE users SET SCHEMA crm"))
        .isEqualTo("ALTER TABLE \"crm\".\"users\" SET SCHEMA \"shop\"");
    assertThat(undo("ALTER VIEW v RENAME TO w"))
        .isEqualTo("ALTER VIEW \"shop\".\"w\" RENAME TO \"v\"");
    assertThat(undo("ALTER TYPE m RENAME VALUE 'a' TO 'b'"))
        .isEqualTo("ALTER TYPE \"shop\".\"m\" RENAME VALUE 'b' TO 'a'");
  }

  @Test
  void saysWhyOthersStay() {
    assertThat(direct("CREATE OR REPLACE VIEW v AS SELECT 1").undo())
        .isEqualTo(new Undo.Stays("what it replaced is not known from the migration"));
    assertThat(direct("CREATE SCHEMA IF NOT EXISTS s").undo())
        .isEqualTo(new Undo.Stays("it may have existed before (IF NOT EXISTS)"));
    assertThat(direct("GRANT SELECT ON users TO app").undo())
        .isEqualTo(
            new Undo.Stays(
                "whether the privilege was held before is not known from the migration"));
    assertThat(direct("DROP VIEW v").undo())
        .isEqualTo(new Undo.Restore("what it removed or changed is not kept"));
  }

  @Test
  void namesTheStrongestLocks() {
    assertThat(direct("CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION f()").locks())
        .containsExactly(LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, shop("users")));
    assertThat(direct("DROP TRIGGER t ON crm.users").locks())
        .containsExactly(
            LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, QualifiedName.of("crm", "users")));
    assertThat(direct("ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (2)").locks())
        .containsExactly(
            LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, shop("p")),
            LockUse.scanning(LockLevel.ACCESS_EXCLUSIVE, shop("c")));
    assertThat(direct("CREATE TABLE c PARTITION OF p FOR VALUES FROM (1) TO (2)").locks())
        .containsExactly(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, shop("p")));
    assertThat(direct("ALTER TABLE t SET LOGGED").locks())
        .containsExactly(new LockUse(LockLevel.ACCESS_EXCLUSIVE, shop("t"), true, true));
    assertThat(direct("ALTER TABLE t ALTER a SET STATISTICS 100").locks())
        .containsExactly(LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, shop("t")));
  }

  @Test
  void cutsASubcommandOutOfAStatementWithSeveral() {
    assertThat(sql("ALTER TABLE users DROP a, ENABLE ROW LEVEL SECURITY, DROP b"))
        .extracting(
            operation ->
                operation instanceof DirectStatement direct ? direct.statement().text() : "-")
        .containsExactly("-", "ALTER TABLE \"shop\".\"users\" ENABLE ROW LEVEL SECURITY", "-");
  }

  private static DirectStatement direct(String sql) {
    return (DirectStatement) sql(sql).getFirst();
  }

  private static String undo(String sql) {
    Undo undo = direct(sql).undo();
    assertThat(undo).isInstanceOf(Undo.Statements.class);
    return ((Undo.Statements) undo).statements().getFirst().text();
  }
}

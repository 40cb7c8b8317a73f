package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {

  @Test
  void runsAsNobodyWhereRootHasNoUserNamespaces(@TempDir Path folder)
      throws IOException, SQLException {
    assumeTrue(Account.current() != Account.SELF, "only root can become nobody");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String temporary = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", folder.toString());
    System.setProperty(Account.PROPERTY, "nobody");
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      assertThat(EmbeddedPostgresTest.one(server, "SELECT 1")).isEqualTo("1");
      assertThat(Files.getAttribute(server.dataDirectory(), "unix:uid")).isEqualTo(65534);
      server.restart(ShutdownMode.FAST);
      assertThat(EmbeddedPostgresTest.one(server, "SELECT 1")).isEqualTo("1");
    } finally {
      System.clearProperty(Account.PROPERTY);
      System.setProperty("java.io.tmpdir", temporary);
    }
    try (var left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("theseus-shared");
    }
  }
}

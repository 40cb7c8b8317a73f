package dev.theseus.check.source;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.source.Listing.Listed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Files that are being read, several at a time and ahead of whoever takes them.
///
/// Thread-safe; touches no database.
public final class Reading implements AutoCloseable {
  private static final int TOLD_TIMES = 3;

  private final List<Listed> listed;
  private final List<Note> listing;
  private final boolean judges;
  private final List<CompletableFuture<FileReading.Result>> coming;
  private final ExecutorService readers;

  private Reading(
      List<Listed> listed, List<Note> listing, boolean judges, Function<Listed, FileReading> how) {
    this.listed = listed;
    this.listing = listing;
    this.judges = judges;
    int processors = Runtime.getRuntime().availableProcessors();
    this.readers =
        Executors.newFixedThreadPool(
            Math.clamp(listed.size(), 1, processors),
            task -> {
              Thread thread = new Thread(task, "theseus-reader");
              thread.setDaemon(true);
              return thread;
            });
    this.coming =
        listed.stream()
            .map(one -> CompletableFuture.supplyAsync(() -> how.apply(one).result(), readers))
            .toList();
    readers.shutdown();
  }

  /// @param listed in the order in which they run
  /// @param listing what finding them has told
  /// @param judges whether any of them is judged
  static Reading of(
      List<Listed> listed, List<Note> listing, boolean judges, Function<Listed, FileReading> how) {
    return new Reading(listed, listing, judges, how);
  }

  /// Whether any of the files is to be judged; known before they are read.
  public boolean judges() {
    return judges;
  }

  /// The names of the files that run, ways back aside, in the order in which they run; known before
  /// they are read.
  public List<String> names() {
    return listed.stream().filter(one -> !one.down()).map(Listed::shown).toList();
  }

  /// The files for the checker, in the order in which they run. Taking the next one **blocks
  /// until** it is read, and the first way back until all are.
  public Iterable<CheckedFile> checked() {
    return () -> Stream.concat(forward(), Stream.of(this).flatMap(Reading::back)).iterator();
  }

  private Stream<CheckedFile> forward() {
    return IntStream.range(0, listed.size())
        .filter(i -> !listed.get(i).down())
        .mapToObj(i -> result(coming.get(i)).file().file());
  }

  private Stream<CheckedFile> back() {
    long ways = listed.stream().filter(one -> !one.down()).count();
    return sources().checked().stream().skip(ways);
  }

  /// Everything that was read. **Blocks until** all of it is.
  public Sources sources() {
    List<FileReading.Result> results = coming.stream().map(Reading::result).toList();
    List<Note> notes = new ArrayList<>(listing);
    results.forEach(result -> notes.addAll(result.notes()));
    return new Sources(WaysBack.behind(listed, results), folded(notes));
  }

  private static FileReading.Result result(CompletableFuture<FileReading.Result> coming) {
    try {
      return coming.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// What holds for many files is told of the first of them.
  private static List<Note> folded(List<Note> notes) {
    Map<String, Integer> times = new HashMap<>();
    List<Note> told = new ArrayList<>();
    for (Note note : notes) {
      if (times.merge(note.text(), 1, Integer::sum) <= TOLD_TIMES) {
        told.add(note);
      }
    }
    for (Note note : List.copyOf(told)) {
      int more = Objects.requireNonNullElse(times.remove(note.text()), 0) - TOLD_TIMES;
      if (more > 0) {
        told.add(new Note("", 0, "%,d times more: %s".formatted(more, note.text())));
      }
    }
    return told;
  }

  /// What is not read yet is not read any more.
  @Override
  public void close() {
    readers.shutdownNow();
  }
}

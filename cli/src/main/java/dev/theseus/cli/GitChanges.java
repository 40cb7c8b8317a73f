package dev.theseus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Asks git which files changed. Reads only; without git, or outside of a repository, nothing is
/// known.
final class GitChanges {
  private static final long SECONDS = 30;

  private final Path folder;

  GitChanges(Path folder) {
    this.folder = folder;
  }

  /// The files that differ from where the reference and the present branched off, new ones too;
  /// empty if git does not know the reference.
  Optional<Set<Path>> since(String reference) {
    if (reference.startsWith("-")) {
      return Optional.empty();
    }
    Optional<String> top = git("rev-parse", "--show-toplevel");
    Optional<String> commit = git("rev-parse", "--verify", "--quiet", reference + "^{commit}");
    if (top.isEmpty() || commit.isEmpty()) {
      return Optional.empty();
    }
    String base = base(commit.get());
    Path root = Path.of(top.get().strip());
    Set<Path> changed = new HashSet<>();
    Optional<String> tracked =
        git("-C", root.toString(), "diff", "--name-only", "-z", "--diff-filter=d", base);
    Optional<String> fresh =
        git("-C", root.toString(), "ls-files", "--others", "--exclude-standard", "-z");
    for (String names : List.of(tracked.orElse(""), fresh.orElse(""))) {
      for (String name : names.split("\0", -1)) {
        if (!name.isEmpty()) {
          changed.add(SinceText.real(root.resolve(name)));
        }
      }
    }
    return tracked.map(any -> changed);
  }

  /// What the file held where the reference and the present branched off; empty if it was not
  /// there.
  ///
  /// @param reference one that git knows
  /// @param file its real path
  String before(String reference, Path file) {
    String top = git("rev-parse", "--show-toplevel").orElse("").strip();
    String place = SinceText.real(Path.of(top)).relativize(file).toString().replace('\\', '/');
    return git("show", base(reference) + ":" + place).orElse("");
  }

  private String base(String commit) {
    return git("merge-base", commit.strip(), "HEAD").orElse(commit).strip();
  }

  private Optional<String> git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String out;
      try (InputStream in = process.getInputStream()) {
        out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended && process.exitValue() == 0 ? Optional.of(out) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

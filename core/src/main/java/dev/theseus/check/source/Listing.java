package dev.theseus.check.source;

import dev.theseus.migration.FileOrder;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the migration files below paths and puts them into the order in which their runner
/// executes them.
final class Listing {
  private static final Set<String> PASSED_FOLDERS =
      Set.of("node_modules", "target", "build", "vendor", "__pycache__");
  private static final String DIALECTS =
      "mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|h2|db2|hsqldb|derby|firebird|snowflake"
          + "|clickhouse|bigquery|redshift|cockroach(?:db)?|tidb|spanner|informix|sybase";

  /// `x.mysql.sql`, and Spring's `schema-h2.sql`: a description may name a product too.
  private static final Pattern OTHER_DIALECT =
      Pattern.compile("(?:.*\\.|schema-|data-)?(?:" + DIALECTS + ")(?:\\.(?:up|down))?\\.sql");

  private static final Pattern SQL = Pattern.compile(".*\\.(sql|ddl|pgsql|psql)");
  private static final Pattern DIALECT_FOLDER = Pattern.compile(DIALECTS);
  private static final Pattern BASELINE = Pattern.compile("B\\d[\\d._]*__.*\\.sql");
  private static final Pattern VERSIONED = Pattern.compile("V\\d[\\d._]*__.*\\.sql");

  /// The files of a folder that is one migration.
  private static final Set<String> IN_FOLDER = Set.of("up.sql", "down.sql", "migration.sql");

  private static final int DEEPEST = 40;

  private final SourceOptions options;
  private final List<Note> notes = new ArrayList<>();
  private final Map<Path, Runner> runners = new HashMap<>();

  /// Baselines that are read for what they leave behind.
  private final Set<Path> baselines = new HashSet<>();

  private int downs;

  Listing(SourceOptions options) {
    this.options = options;
  }

  /// A file that is to be read.
  ///
  /// @param runner by the names of the files beside it
  /// @param history whether it only comes before what was asked for
  /// @param down whether it is a way back as a whole
  record Listed(
      Path path, String shown, FileOrder order, Runner runner, boolean history, boolean down) {
    private static final Comparator<Listed> SEQUENCE =
        Comparator.comparing(Listed::order).thenComparing(Listed::shown);

    Listed asHistory() {
      return new Listed(path, shown, order, runner, true, down);
    }
  }

  List<Note> notes() {
    List<Note> all = new ArrayList<>(notes);
    if (downs > 0) {
      all.add(
          new Note(
              "", 0, downs + (downs == 1 ? " way back was" : " ways back were") + " left out"));
    }
    return all;
  }

  /// Each file once: what is asked for is judged, also where it comes before something else that
  /// is.
  List<Listed> of(List<Path> paths) {
    Map<Path, Listed> all = new LinkedHashMap<>();
    Set<Path> done = new HashSet<>();
    for (Path path : paths) {
      Path around = around(path);
      if (Files.isDirectory(path)) {
        below(path).forEach(one -> put(one, all));
      } else if (!options.withHistory() || around == null) {
        put(listed(path), all);
      } else if (done.add(around)) {
        List<Path> files =
            paths.stream()
                .filter(file -> !Files.isDirectory(file) && around.equals(around(file)))
                .toList();
        named(files, around).forEach(one -> put(one, all));
      }
    }
    return List.copyOf(all.values());
  }

  private static void put(Listed one, Map<Path, Listed> all) {
    all.merge(place(one.path()), one, (first, next) -> first.history() ? next : first);
  }

  private static Path place(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /// The folder whose files run before a file.
  private static @Nullable Path around(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && inFolder(file) && folder.getParent() != null
        ? folder.getParent()
        : folder;
  }

  /// Named files of one folder in the order of their runner, behind what comes before them.
  private List<Listed> named(List<Path> files, Path around) {
    List<Listed> all = new ArrayList<>(files.stream().map(this::listed).toList());
    List<Listed> wanted = List.copyOf(all);
    Set<Path> own = files.stream().map(Listing::place).collect(Collectors.toUnmodifiableSet());
    int notesBefore = notes.size();
    for (Listed other : below(around)) {
      if (!other.down()
          && !own.contains(place(other.path()))
          && wanted.stream().anyMatch(one -> isBefore(other, one))) {
        all.add(other.asHistory());
      }
    }
    notes.subList(notesBefore, notes.size()).clear();
    all.sort(Listed.SEQUENCE);
    return all;
  }

  private static boolean isBefore(Listed other, Listed wanted) {
    return wanted.down()
        ? other.order().compareTo(wanted.order()) <= 0
        : Listed.SEQUENCE.compare(other, wanted) < 0;
  }

  /// Whether the file is the migration of a folder that has its version.
  private static boolean inFolder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return IN_FOLDER.contains(name(file))
        && parent != null
        && FileOrder.of(name(parent)).hasVersion();
  }

  private Listed listed(Path file) {
    String name = name(file);
    boolean inFolder = IN_FOLDER.contains(name);
    Path parent = file.toAbsolutePath().normalize().getParent();
    String ordered = inFolder && parent != null ? name(parent) : name;
    FileOrder order = FileOrder.of(ordered);
    return new Listed(
        file, shown(file), order, runner(file), baselines.contains(file), DownNames.isDown(file));
  }

  private String shown(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path base = options.base().toAbsolutePath().normalize();
    Path shown = absolute.startsWith(base) ? base.relativize(absolute) : file;
    return shown.toString().replace('\\', '/');
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  private List<Listed> below(Path folder) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, visitor(folder, files));
    } catch (IOException e) {
      notes.add(new Note(shown(folder), 0, "the folder cannot be read: " + e));
    }
    leaveOutBesides(files);
    files.forEach(this::remember);
    baseline(files).ifPresent(baselines::add);
    return files.stream().filter(this::isRun).map(this::listed).sorted(Listed.SEQUENCE).toList();
  }

  /// A folder that is one migration runs by one file; what lies beside it is run by hand.
  private void leaveOutBesides(List<Path> files) {
    Set<Path> migrations = new HashSet<>();
    for (Path file : files) {
      if (IN_FOLDER.contains(name(file)) && !name(file).equals("down.sql")) {
        migrations.add(file.resolveSibling(""));
      }
    }
    files.removeIf(
        file -> {
          boolean beside =
              migrations.contains(file.resolveSibling("")) && !IN_FOLDER.contains(name(file));
          if (beside) {
            notes.add(new Note(shown(file), 0, "left out: a runner runs only the file beside it"));
          }
          return beside;
        });
  }

  /// The newest baseline, where the versions that it stands for are not there any more.
  private static Optional<Path> baseline(List<Path> files) {
    Optional<Path> newest =
        files.stream()
            .filter(file -> BASELINE.matcher(name(file)).matches())
            .max(Comparator.comparing(file -> FileOrder.of(name(file))));
    return newest.filter(
        base ->
            files.stream()
                .map(Listing::name)
                .filter(name -> VERSIONED.matcher(name).matches())
                .noneMatch(name -> FileOrder.of(name).compareTo(FileOrder.of(name(base))) <= 0));
  }

  private SimpleFileVisitor<Path> visitor(Path root, List<Path> files) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = name(folder).toLowerCase(Locale.ROOT);
        boolean passed = name.startsWith(".") || PASSED_FOLDERS.contains(name);
        boolean dialect = DIALECT_FOLDER.matcher(name).matches();
        if (folder.equals(root) || (!passed && !dialect)) {
          return !folder.equals(root) && leadsOut(folder, root)
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }
        if (dialect) {
          notes.add(new Note(shown(folder), 0, "the folder of another database was left out"));
        } else if (PASSED_FOLDERS.contains(name)) {
          notes.add(new Note(shown(folder), 0, "the folder was passed over; name it to check it"));
        }
        return FileVisitResult.SKIP_SUBTREE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (SQL.matcher(name(file).toLowerCase(Locale.ROOT)).matches() && !leadsOut(file, root)) {
          files.add(file);
        } else if (Changelogs.isOne(file)) {
          notes.add(new Note(shown(file), 0, Changelogs.NOTE));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (name(file).toLowerCase(Locale.ROOT).endsWith(".sql")) {
          files.add(file);
        } else {
          notes.add(new Note(shown(file), 0, "cannot be read: " + e.getClass().getSimpleName()));
        }
        return FileVisitResult.CONTINUE;
      }
    };
  }

  /// Links are followed inside of the folder that is read and of the base: whoever writes the files
  /// must not choose which other files of this machine are read.
  private boolean leadsOut(Path path, Path folder) {
    if (!Files.isSymbolicLink(path)) {
      return false;
    }
    try {
      Path real = path.toRealPath();
      boolean out =
          !real.startsWith(folder.toRealPath()) && !real.startsWith(options.base().toRealPath());
      if (out) {
        notes.add(new Note(shown(path), 0, "left out: it is a link that leads out of the folder"));
      }
      return out;
    } catch (IOException e) {
      // it leads nowhere, which reading it will tell
      return false;
    }
  }

  private boolean isRun(Path file) {
    String name = name(file);
    String lower = name.toLowerCase(Locale.ROOT);
    if (OTHER_DIALECT.matcher(lower).matches()) {
      notes.add(
          new Note(shown(file), 0, "left out: its name says that it is for another database"));
      return false;
    }
    if (!options.withDown() && DownNames.isDown(file)) {
      downs++;
      return false;
    }
    if (!BASELINE.matcher(name).matches()) {
      return true;
    }
    boolean history = baselines.contains(file);
    notes.add(
        new Note(
            shown(file),
            0,
            history
                ? "not judged: a baseline runs in new databases only; it stands for the versions"
                    + " before it"
                : "left out: a baseline runs in new databases only"));
    return history;
  }

  private Runner runner(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Runner known = folder == null ? null : runners.get(folder);
    if (options.runner().isPresent()) {
      return options.runner().get();
    }
    Runner own = RunnerNames.of(file);
    return own != Runner.PLAIN || known == null ? own : known;
  }

  private void remember(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Runner own = RunnerNames.of(file);
    if (folder != null && own != Runner.PLAIN) {
      runners.putIfAbsent(folder, own);
    }
  }
}

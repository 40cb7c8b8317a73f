import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Checks the Java sources of all modules for layout and size; with `--fix` it formats them
/// instead.
///
/// A single file that `java` runs from source, on the JDK the toolchain selected: the formatter
/// uses the compiler's parser, and the one inside Maven's JVM may be too old for the language level
/// of this project. It checks what the compiler does not:
///
/// - layout is that of google-java-format,
/// - files and methods stay within the limits below,
/// - each package of main code has a `package-info.java` with `@NullMarked`,
/// - Javadoc is written with `///`,
/// - no package is named after a drawer (`util`, `common`, …).
///
/// Arguments: the root folder, then `--check` or `--fix`. Problems are written to
/// `target/gates/problems.txt`, which exists only when there are some.
final class SourceGates {
  private static final int MAIN_FILE_LINES = 500;
  private static final int TEST_FILE_LINES = 600;
  private static final int MAIN_METHOD_LINES = 40;
  private static final int TEST_METHOD_LINES = 80;
  private static final int PARAMETERS = 5;
  private static final Set<String> DRAWERS =
      Set.of("util", "utils", "common", "helper", "helpers", "misc", "manager");

  private final Path root;
  private final Set<String> problems = new ConcurrentSkipListSet<>();

  private SourceGates(Path root) {
    this.root = root;
  }

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    boolean fix = args.length > 1 && args[1].equals("--fix");
    SourceGates gates = new SourceGates(root);
    List<Path> files = gates.sources();
    files.parallelStream().forEach(file -> gates.layout(file, fix));
    if (!fix) {
      gates.packages(files);
      gates.sizes(files);
    }
    gates.report(files.size());
  }

  private List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(root.resolve(".mvn/SourceGates.java"));
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src"))).toList()) {
        try (Stream<Path> tree = Files.walk(module.resolve("src"))) {
          tree.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
        }
      }
    }
    return files;
  }

  private void layout(Path file, boolean fix) {
    try {
      String before = Files.readString(file);
      String after = new Formatter().formatSourceAndFixImports(before);
      if (before.equals(after)) {
        return;
      }
      if (fix) {
        Files.writeString(file, after);
      } else {
        problem(file, firstDifference(before, after), "layout differs; run ./format");
      }
    } catch (FormatterException e) {
      problem(file, 1, "cannot be parsed: " + e.getMessage());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long firstDifference(String before, String after) {
    List<String> a = before.lines().toList();
    List<String> b = after.lines().toList();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return i + 1L;
      }
    }
    return Math.min(a.size(), b.size());
  }

  private void packages(List<Path> files) throws IOException {
    Map<Path, Path> folders = new TreeMap<>();
    for (Path file : files) {
      if (file.toString().contains("/src/main/java/")) {
        folders.putIfAbsent(file.getParent(), file);
      }
    }
    for (Map.Entry<Path, Path> folder : folders.entrySet()) {
      Path info = folder.getKey().resolve("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        problem(folder.getValue(), 1, "its package has no package-info.java with @NullMarked");
      }
      if (DRAWERS.contains(folder.getKey().getFileName().toString())) {
        problem(folder.getValue(), 1, "a package is named for its subject, not for a drawer");
      }
    }
  }

  private void sizes(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, d -> {}, null, null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().toUri());
        new Sizes(file, Files.readAllLines(file), unit, positions).check();
      }
    }
  }

  private void problem(Path file, long line, String text) {
    problems.add("%s:%d: %s".formatted(root.relativize(file), line, text));
  }

  private void report(int files) throws IOException {
    Path report = root.resolve("target/gates/problems.txt");
    if (problems.isEmpty()) {
      Files.deleteIfExists(report);
      return;
    }
    Files.createDirectories(report.getParent());
    String summary = "%d problems in %d Java files:%n".formatted(problems.size(), files);
    Files.writeString(report, summary + String.join(System.lineSeparator(), problems));
  }

  /// Counts the lines of one file and of its methods. Blank and comment lines of a method are free;
  /// in tests, where whole expected output stands in text blocks, the lines of those too.
  private final class Sizes extends TreeScanner<Void, Boolean> {
    private final Path file;
    private final List<String> lines;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final boolean test;

    Sizes(Path file, List<String> lines, CompilationUnitTree unit, SourcePositions positions) {
      this.file = file;
      this.lines = lines;
      this.unit = unit;
      this.positions = positions;
      this.test = file.toString().contains("/src/test/");
    }

    void check() {
      int limit = test ? TEST_FILE_LINES : MAIN_FILE_LINES;
      if (lines.size() > limit) {
        problem(file, limit, lines.size() + " lines; split it, the limit is " + limit);
      }
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().equals("/**") || lines.get(i).strip().startsWith("/** ")) {
          problem(file, i + 1L, "Javadoc is written with ///");
        }
      }
      scan(unit, false);
    }

    @Override
    public Void visitClass(ClassTree type, Boolean inRecord) {
      return super.visitClass(type, type.getKind() == Tree.Kind.RECORD);
    }

    @Override
    public Void visitMethod(MethodTree method, Boolean inRecord) {
      LineMap map = unit.getLineMap();
      if (method.getBody() != null && positions.getEndPosition(unit, method) >= 0) {
        long from = map.getLineNumber(positions.getStartPosition(unit, method.getBody()));
        long to = map.getLineNumber(positions.getEndPosition(unit, method.getBody()));
        long count = count(lines.subList((int) from - 1, (int) to));
        int limit = test ? TEST_METHOD_LINES : MAIN_METHOD_LINES;
        if (count > limit) {
          problem(
              file,
              from,
              "%s has %d lines; the limit is %d".formatted(method.getName(), count, limit));
        }
        boolean canonical = inRecord && method.getReturnType() == null;
        if (!test && !canonical && method.getParameters().size() > PARAMETERS) {
          problem(file, from, method.getName() + " has more than 5 parameters; use a record");
        }
      }
      return super.visitMethod(method, inRecord);
    }

    private long count(List<String> body) {
      long count = 0;
      boolean textBlock = false;
      for (String line : body) {
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("//") && !(test && textBlock)) {
          count++;
        }
        boolean delimits = text.split("\"\"\"", -1).length % 2 == 0;
        textBlock = textBlock != delimits;
      }
      return count;
    }
  }
}

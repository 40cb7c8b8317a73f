package dev.theseus.grammar.build;

import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Makes Java classes of the parser in an npm package: checks that it is the pinned one, splits its
/// functions, compiles them, and writes the map of names. Does nothing when its outputs are newer
/// than its inputs and itself.
public final class PrepareGrammar {

  private static final String NAME = "PostgresGrammar";
  private static final String STAMP = "prepared";

  private final Path packageDirectory;
  private final Path classes;
  private final Path sources;
  private final String javaPackage;

  private PrepareGrammar(Path packageDirectory, Path classes, Path sources, String javaPackage) {
    this.packageDirectory = packageDirectory;
    this.classes = classes;
    this.sources = sources;
    this.javaPackage = javaPackage;
  }

  /// Arguments: the package's directory with `libpg-query.wasm` and `libpg-query.js`, the wasm's
  /// SHA-256, the directory for classes and resources, the directory for sources, the Java package.
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "expected: <package dir> <sha256> <class dir> <source dir> <java package>");
    }
    new PrepareGrammar(
            Path.of(arguments[0]), Path.of(arguments[2]), Path.of(arguments[3]), arguments[4])
        .run(arguments[1]);
  }

  private void run(String sha256) throws IOException {
    Path wasm = packageDirectory.resolve("libpg-query.wasm");
    Path glue = packageDirectory.resolve("libpg-query.js");
    Path stamp = classes.resolveSibling(STAMP);
    if (upToDate(stamp, sha256, List.of(wasm, glue))) {
      return;
    }
    Files.deleteIfExists(stamp);
    byte[] binary = Files.readAllBytes(wasm);
    String found = sha256(binary);
    if (!found.equals(sha256)) {
      throw new IllegalStateException(
          "%s has SHA-256 %s, expected %s; check the package's version and where it came from"
              .formatted(wasm, found, sha256));
    }
    Path split = classes.resolveSibling("split.wasm");
    Files.createDirectories(classes);
    Files.createDirectories(sources);
    Files.write(split, FunctionSplitter.split(binary));
    compile(split);
    Path names =
        Files.createDirectories(classes.resolve(javaPackage.replace('.', '/')))
            .resolve(NAME + ".properties");
    Files.writeString(names, NameMap.read(Files.readString(glue)));
    Files.writeString(stamp, sha256);
  }

  private void compile(Path wasm) throws IOException {
    Generator generator =
        new Generator(
            Config.builder()
                .withWasmFile(wasm)
                .withName(javaPackage + "." + NAME)
                .withTargetClassFolder(classes)
                .withTargetSourceFolder(sources)
                .withTargetWasmFolder(classes)
                // A function too large for a JVM method stops the build here.
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .build());
    generator.generateMetaWasm(generator.generateResources());
    generator.generateSources();
  }

  private static boolean upToDate(Path stamp, String sha256, List<Path> inputs) throws IOException {
    if (!Files.exists(stamp) || !Files.readString(stamp).equals(sha256)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(stamp);
    for (Path input : inputs) {
      if (Files.getLastModifiedTime(input).compareTo(made) > 0) {
        return false;
      }
    }
    return newestOfThisProgram().compareTo(made) <= 0;
  }

  private static FileTime newestOfThisProgram() throws IOException {
    Path home;
    try {
      home =
          Path.of(PrepareGrammar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException("cannot find this program's own files", e);
    }
    FileTime newest = FileTime.fromMillis(0);
    try (var files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        newest = time.compareTo(newest) > 0 ? time : newest;
      }
    }
    return newest;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

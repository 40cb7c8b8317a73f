package dev.theseus.grammar.build;

/// Rewrites a module so that every function fits a JVM method which HotSpot compiles.
final class FunctionSplitter {

  /// Functions up to this estimated JVM size stay as they are, byte for byte.
  private static final int LARGEST_FUNCTION = 5_000;

  /// Blocks nest thousands deep in the parser's switch, and so do the calls that walk them.
  private static final long STACK_BYTES = 1L << 30;

  private FunctionSplitter() {}

  /// An equivalent module.
  ///
  /// @throws UnsupportedModuleException if the module has something the rewriter does not know
  static byte[] split(byte[] binary) {
    Outcome outcome = new Outcome();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                outcome.binary = rewrite(binary);
              } catch (RuntimeException | StackOverflowError e) {
                outcome.failure = e;
              }
            },
            "function-splitter",
            STACK_BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while splitting functions", e);
    }
    if (outcome.failure != null) {
      throw new IllegalStateException(outcome.failure.getMessage(), outcome.failure);
    }
    return outcome.binary;
  }

  private static final class Outcome {
    private byte[] binary = new byte[0];
    private @org.jspecify.annotations.Nullable Throwable failure;
  }

  private static byte[] rewrite(byte[] binary) {
    WasmModule module = ModuleReader.read(binary);
    CarriedValues carriedValues = new CarriedValues(module);
    int functions = module.bodies().size();
    for (int i = 0; i < functions; i++) {
      FunctionType type = module.types().get(module.functionTypes().get(i));
      Function function = Decoder.decode(type, module.bodies().get(i));
      if (JvmSize.of(function.body()) > LARGEST_FUNCTION) {
        new Outliner(module, function, carriedValues).run();
        module.bodies().set(i, Encoder.encode(function));
      }
    }
    return ModuleWriter.write(module);
  }
}

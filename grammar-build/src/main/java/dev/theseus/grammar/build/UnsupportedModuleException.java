package dev.theseus.grammar.build;

/// The module uses something this rewriter does not know. It never guesses: an unknown instruction
/// stops the build.
final class UnsupportedModuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedModuleException(String what) {
    super("the WebAssembly module has an unsupported " + what + "; teach the rewriter about it");
  }
}

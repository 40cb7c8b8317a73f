package dev.theseus.grammar;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the parser expects of its surroundings: C's `longjmp` (which PostgreSQL's error handling is
/// made of), a growing heap, and a console that it hardly ever uses.
final class HostFunctions {

  private static final Logger LOG = LoggerFactory.getLogger(HostFunctions.class);
  private static final long PAGE_BYTES = 65_536;
  private static final long MOST_BYTES = 1L << 30;
  private static final long NOT_SEEKABLE = 70;

  /// The functions by which C's stack is put back after a `longjmp`.
  interface StackControl {
    long current();

    void restore(long stack);

    void noteJump();
  }

  /// Unwinds to the nearest `setjmp`, for every syntax error. Made without a stack trace, which
  /// would cost more than the parsing.
  private static final class LongJump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private LongJump() {
      super("longjmp", null, false, false);
    }
  }

  private final StackControl stack;

  HostFunctions(StackControl stack) {
    this.stack = stack;
  }

  /// Implementations of all imports.
  ///
  /// @param names real names by `import.<name in the module>`
  ImportValues of(WasmModule module, ParserNames names) {
    ImportValues.Builder imports = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      if (!(module.importSection().getImport(i) instanceof FunctionImport function)) {
        throw new IllegalStateException("the parser imports something other than functions");
      }
      FunctionType type = module.typeSection().getType(function.typeIndex());
      imports.addFunction(
          new HostFunction(
              function.module(),
              function.name(),
              type,
              implementation(names.importName(function.name()), type)));
    }
    return imports.build();
  }

  private WasmFunctionHandle implementation(String name, FunctionType type) {
    if (name.startsWith("invoke_")) {
      return invoke(!type.returns().isEmpty());
    }
    return switch (name) {
      case "__emscripten_throw_longjmp" ->
          (instance, a) -> {
            throw new LongJump();
          };
      case "_emscripten_resize_heap" ->
          (instance, a) -> new long[] {grow(instance.memory(), a[0] & 0xFFFF_FFFFL) ? 1 : 0};
      case "__emscripten_runtime_keepalive_clear" -> (instance, a) -> new long[0];
      case "__setitimer_js", "_fd_close" -> (instance, a) -> new long[] {0};
      case "_fd_seek" -> (instance, a) -> new long[] {NOT_SEEKABLE};
      case "_fd_read" ->
          (instance, a) -> {
            instance.memory().writeI32((int) a[3], 0);
            return new long[] {0};
          };
      case "_fd_write" -> HostFunctions::write;
      case "__abort_js", "_exit", "_proc_exit", "___assert_fail" ->
          (instance, a) -> {
            throw new IllegalStateException(
                "the parser stopped itself: " + name + Arrays.toString(a));
          };
      default -> throw new IllegalStateException("the parser imports an unknown " + name);
    };
  }

  /// Calls a function pointer as C's `setjmp` block does: a jump out of it ends here.
  private WasmFunctionHandle invoke(boolean hasResult) {
    return (instance, a) -> {
      long before = stack.current();
      try {
        int function = instance.table(0).requiredRef((int) a[0]);
        return instance.getMachine().call(function, Arrays.copyOfRange(a, 1, a.length));
      } catch (LongJump jump) {
        stack.restore(before);
        stack.noteJump();
        return hasResult ? new long[] {0} : new long[0];
      }
    };
  }

  private static boolean grow(Memory memory, long requested) {
    if (requested > MOST_BYTES) {
      return false;
    }
    long now = memory.pages() * PAGE_BYTES;
    long wanted = Math.min(MOST_BYTES, Math.max(requested, now + now / 5));
    return memory.grow((int) ((wanted - now + PAGE_BYTES - 1) / PAGE_BYTES)) >= 0;
  }

  private static long[] write(Instance instance, long[] a) {
    Memory memory = instance.memory();
    StringBuilder text = new StringBuilder();
    int written = 0;
    for (int i = 0; i < (int) a[2]; i++) {
      int vector = (int) a[1] + 8 * i;
      int length = memory.readInt(vector + 4);
      text.append(memory.readString(memory.readInt(vector), length));
      written += length;
    }
    LOG.debug("parser: {}", text);
    memory.writeI32((int) a[3], written);
    return new long[] {0};
  }
}

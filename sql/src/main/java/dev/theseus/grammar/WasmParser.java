package dev.theseus.grammar;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// One instance of PostgreSQL's parser with its own memory. Not thread-safe. It stays usable after
/// a syntax error; after any exception it must be thrown away.
final class WasmParser {

  private static final int PAGE_BYTES = 65_536;

  /// 36.7 MB, of which 32 MB are C's stack: enough for one statement, and it grows on demand.
  private static final int INITIAL_PAGES = 560;

  private static final int MOST_PAGES = 16_384;

  /// Memory never shrinks, so an instance that has grown beyond 128 MB is worth replacing.
  private static final int WORN_OUT_PAGES = 2_048;

  private static final int BLOCK_BYTES = 4_096;

  private final Memory memory;
  private final ExportFunction malloc;
  private final ExportFunction free;
  private final ExportFunction parse;
  private final ExportFunction freeResult;
  private final ExportFunction scan;
  private final ExportFunction freeText;

  WasmParser() {
    // The stack functions are exports of the instance that is made of these imports.
    LateStackControl stack = new LateStackControl();
    var module = PostgresGrammar.load();
    Instance instance =
        Instance.builder(module)
            .withImportValues(new HostFunctions(stack).of(module, ParserNames.INSTANCE))
            .withStart(false)
            .withMemoryFactory(ByteArrayMemory::new)
            .withMemoryLimits(new MemoryLimits(INITIAL_PAGES, MOST_PAGES))
            .withMachineFactory(PostgresGrammar::create)
            .build();
    stack.bind(instance);
    memory = instance.memory();
    malloc = export(instance, "malloc");
    free = export(instance, "free");
    parse = export(instance, "wasm_parse_query_raw");
    freeResult = export(instance, "wasm_free_parse_result");
    scan = export(instance, "wasm_scan");
    freeText = export(instance, "wasm_free_string");
    export(instance, "__wasm_call_ctors").apply();
  }

  private static ExportFunction export(Instance instance, String name) {
    return instance.export(ParserNames.INSTANCE.exportName(name));
  }

  private static final class LateStackControl implements HostFunctions.StackControl {
    private ExportFunction current = unbound();
    private ExportFunction restore = unbound();
    private ExportFunction setThrew = unbound();

    private static ExportFunction unbound() {
      return arguments -> {
        throw new IllegalStateException("the parser jumps before it is complete");
      };
    }

    void bind(Instance instance) {
      current = export(instance, "emscripten_stack_get_current");
      restore = export(instance, "_emscripten_stack_restore");
      setThrew = export(instance, "setThrew");
    }

    @Override
    public long current() {
      return current.apply()[0];
    }

    @Override
    public void restore(long stack) {
      restore.apply(stack);
    }

    @Override
    public void noteJump() {
      setThrew.apply(1, 0);
    }
  }

  /// What the parser says about a text.
  sealed interface Answer {
    /// @param json the statements as JSON
    record Tree(String json) implements Answer {}

    /// @param message PostgreSQL's message
    /// @param cursor the place, counted in code points from 1; 0 if unknown
    record Rejection(String message, int cursor) implements Answer {}
  }

  Answer parse(String sql) {
    int text = put(sql);
    int result = (int) parse.apply(text)[0];
    if (result == 0) {
      throw new IllegalStateException("the parser is out of memory");
    }
    // { char *parse_tree; char *stderr_buffer; PgQueryError *error; }
    int error = memory.readInt(result + 8);
    Answer answer =
        error == 0
            ? new Answer.Tree(text(memory.readInt(result)))
            : new Answer.Rejection(text(memory.readInt(error)), memory.readInt(error + 16));
    freeResult.apply(result);
    free.apply(text);
    return answer;
  }

  /// The tokens as PostgreSQL's scanner gives them, as JSON, or its error message.
  String scan(String sql) {
    int text = put(sql);
    int result = (int) scan.apply(text)[0];
    String answer = text(result);
    freeText.apply(result);
    free.apply(text);
    return answer;
  }

  boolean isWornOut() {
    return memory.pages() > WORN_OUT_PAGES;
  }

  private int put(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    int address = (int) malloc.apply(bytes.length + 1L)[0];
    if (address == 0) {
      throw new IllegalStateException("the parser is out of memory");
    }
    memory.write(address, bytes);
    memory.writeByte(address + bytes.length, (byte) 0);
    return address;
  }

  private String text(int address) {
    return new String(bytes(address), StandardCharsets.UTF_8);
  }

  /// The bytes up to the next zero.
  private byte[] bytes(int address) {
    if (address == 0) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int next = address;
    while (true) {
      int room = (int) Math.min(BLOCK_BYTES, (long) memory.pages() * PAGE_BYTES - next);
      byte[] block = memory.readBytes(next, room);
      for (int i = 0; i < block.length; i++) {
        if (block[i] == 0) {
          out.write(block, 0, i);
          return out.toByteArray();
        }
      }
      out.writeBytes(block);
      next += room;
    }
  }
}

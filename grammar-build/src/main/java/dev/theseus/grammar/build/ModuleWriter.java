package dev.theseus.grammar.build;

import java.util.List;
import java.util.Map;

/// Puts a module's binary together again.
final class ModuleWriter {

  private ModuleWriter() {}

  static byte[] write(WasmModule module) {
    ByteSink out = new ByteSink().bytes(module.header());
    for (Map.Entry<Integer, byte[]> section : module.sections().entrySet()) {
      out.one(section.getKey()).sized(content(module, section.getKey(), section.getValue()));
    }
    return out.toBytes();
  }

  private static byte[] content(WasmModule module, int number, byte[] original) {
    return switch (number) {
      case WasmModule.TYPE_SECTION -> types(module);
      case WasmModule.FUNCTION_SECTION -> functions(module);
      case WasmModule.GLOBAL_SECTION -> globals(module, original);
      case WasmModule.CODE_SECTION -> code(module);
      default -> original;
    };
  }

  private static byte[] types(WasmModule module) {
    ByteSink out = new ByteSink().number(module.types().size());
    for (FunctionType type : module.types()) {
      out.one(0x60);
      valueTypes(out, type.parameters());
      valueTypes(out, type.results());
    }
    return out.toBytes();
  }

  private static void valueTypes(ByteSink out, List<ValueType> types) {
    out.number(types.size());
    types.forEach(type -> out.one(type.code()));
  }

  private static byte[] functions(WasmModule module) {
    ByteSink out = new ByteSink().number(module.functionTypes().size());
    module.functionTypes().forEach(out::number);
    return out.toBytes();
  }

  private static byte[] globals(WasmModule module, byte[] original) {
    ByteCursor in = new ByteCursor(original);
    int count = in.number();
    ByteSink out = new ByteSink().number(count + module.addedGlobals().size()).bytes(in.rest());
    for (ValueType type : module.addedGlobals()) {
      out.one(type.code()).one(1);
      switch (type) {
        case I32 -> out.one(Opcode.I32_CONST).one(0);
        case I64 -> out.one(Opcode.I64_CONST).one(0);
        case F32 -> out.one(Opcode.F32_CONST).bytes(new byte[4]);
        case F64 -> out.one(Opcode.F64_CONST).bytes(new byte[8]);
      }
      out.one(Opcode.END);
    }
    return out.toBytes();
  }

  private static byte[] code(WasmModule module) {
    ByteSink out = new ByteSink().number(module.bodies().size());
    module.bodies().forEach(out::sized);
    return out.toBytes();
  }
}

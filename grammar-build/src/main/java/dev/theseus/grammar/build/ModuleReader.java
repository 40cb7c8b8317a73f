package dev.theseus.grammar.build;

import java.util.ArrayList;
import java.util.List;

/// Takes a module's binary apart.
final class ModuleReader {

  private static final int HEADER_BYTES = 8;
  private static final int CUSTOM_SECTION = 0;

  private ModuleReader() {}

  static WasmModule read(byte[] binary) {
    ByteCursor in = new ByteCursor(binary);
    WasmModule module = new WasmModule(in.take(HEADER_BYTES));
    while (!in.atEnd()) {
      int number = in.unsignedByte();
      byte[] content = in.take(in.number());
      if (number != CUSTOM_SECTION) {
        module.sections().put(number, content);
      }
    }
    types(section(module, WasmModule.TYPE_SECTION), module);
    imports(section(module, WasmModule.IMPORT_SECTION), module);
    ByteCursor functions = section(module, WasmModule.FUNCTION_SECTION);
    for (int left = functions.number(); left > 0; left--) {
      module.functionTypes().add(functions.number());
    }
    module.originalGlobals(section(module, WasmModule.GLOBAL_SECTION).number());
    ByteCursor code = section(module, WasmModule.CODE_SECTION);
    for (int left = code.number(); left > 0; left--) {
      module.bodies().add(code.take(code.number()));
    }
    return module;
  }

  private static ByteCursor section(WasmModule module, int number) {
    byte[] content = module.sections().get(number);
    // A missing vector section means an empty vector.
    return new ByteCursor(content == null ? new byte[] {0} : content);
  }

  private static void types(ByteCursor in, WasmModule module) {
    for (int left = in.number(); left > 0; left--) {
      int form = in.unsignedByte();
      if (form != 0x60) {
        throw new UnsupportedModuleException("type form 0x" + Integer.toHexString(form));
      }
      List<ValueType> parameters = valueTypes(in);
      module.types().add(new FunctionType(parameters, valueTypes(in)));
    }
  }

  private static List<ValueType> valueTypes(ByteCursor in) {
    List<ValueType> types = new ArrayList<>();
    for (int left = in.number(); left > 0; left--) {
      types.add(ValueType.ofCode(in.unsignedByte()));
    }
    return types;
  }

  private static void imports(ByteCursor in, WasmModule module) {
    for (int left = in.number(); left > 0; left--) {
      String from = in.name();
      String name = in.name();
      if (in.unsignedByte() != 0) {
        throw new UnsupportedModuleException("import " + from + "." + name + " of no function");
      }
      module.importedFunctions().add(in.number());
    }
  }
}

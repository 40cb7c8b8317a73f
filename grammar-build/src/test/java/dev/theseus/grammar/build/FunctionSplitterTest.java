package dev.theseus.grammar.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionSplitterTest {

  private static List<Long> results(byte[] module) {
    Instance instance = Instance.builder(Parser.parse(module)).build();
    List<Long> results = new ArrayList<>();
    for (int i = -3; i < 4; i++) {
      results.add(instance.export("f").apply(i, 7L * i + 1)[0]);
    }
    return results;
  }

  private static int largest(byte[] binary) {
    WasmModule module = ModuleReader.read(binary);
    int largest = 0;
    for (int i = 0; i < module.bodies().size(); i++) {
      FunctionType type = module.types().get(module.functionTypes().get(i));
      Function function = Decoder.decode(type, module.bodies().get(i));
      largest = Math.max(largest, JvmSize.of(function.body()));
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsTheMeaningOfRandomBlocks(long seed) {
    byte[] original = RandomProgram.blocks(seed);
    byte[] split = FunctionSplitter.split(original);
    assertThat(results(split)).isEqualTo(results(original));
    assertThat(largest(original)).isGreaterThan(5_000);
    assertThat(largest(split)).isLessThan(8_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void keepsTheMeaningOfGiantSwitches(long seed) {
    byte[] original = RandomProgram.ladder(seed, 150);
    byte[] split = FunctionSplitter.split(original);
    assertThat(results(split)).isEqualTo(results(original));
    assertThat(largest(split)).isLessThan(8_000);
    assertThat(ModuleReader.read(split).bodies()).hasSizeGreaterThan(150);
  }

  @Test
  void leavesSmallModulesAsTheyAre() {
    byte[] small = FunctionSplitter.split(RandomProgram.ladder(1, 2));
    assertThat(small).isEqualTo(RandomProgram.ladder(1, 2));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Opcode.stackChange(0xFD, 0))
        .hasMessage(
            "the WebAssembly module has an unsupported instruction 0xfd; teach the rewriter about"
                + " it");
    assertThatThrownBy(() -> ValueType.ofCode(0x7B)).hasMessageContaining("value type 0x7b");
  }

  @Test
  void readsNamesFromTheGlue() {
    String glue =
        """
        var wasmImports={c:_exit,g:invoke_i};function run(){TTY.init();wasmExports["A"]()}
        _malloc=Module["_malloc"]=wasmExports["C"];_setThrew=wasmExports["P"];
        """;
    assertThat(NameMap.read(glue).lines())
        .containsExactly(
            "export.__wasm_call_ctors=A",
            "export.malloc=C",
            "export.setThrew=P",
            "import.c=_exit",
            "import.g=invoke_i");
    assertThatThrownBy(() -> NameMap.read("x")).hasMessageContaining("the import table");
  }
}

package dev.theseus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void countsThisProcessAndItsFamily() {
    long pid = ProcessHandle.current().pid();
    assertThat(Cpu.seconds(pid)).isPositive();
    assertThat(Cpu.family(pid)).isGreaterThanOrEqualTo(Cpu.seconds(pid) - 1);
  }

  @Test
  void countsNothingForAProcessThatIsGone() {
    assertThat(Cpu.seconds(Integer.MAX_VALUE)).isZero();
    assertThat(Cpu.family(Integer.MAX_VALUE)).isZero();
  }
}

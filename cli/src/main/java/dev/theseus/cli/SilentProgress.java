package dev.theseus.cli;

/// Shows nothing.
final class SilentProgress implements Progress {
  @Override
  public void done(long units) {}

  @Override
  public void total(long units) {}

  @Override
  public void remark(String text) {}

  @Override
  public void close() {}
}

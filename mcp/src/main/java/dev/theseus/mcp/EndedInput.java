package dev.theseus.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/// An input whose end is told only when the calls that run have ended: the protocol's transport
/// drops answers from then on.
final class EndedInput extends FilterInputStream {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Calls calls;

  EndedInput(InputStream in, Calls calls) {
    super(in);
    this.calls = calls;
  }

  @Override
  public int read() throws IOException {
    return told(super.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return told(super.read(bytes, offset, length));
  }

  @Override
  public void close() throws IOException {
    ended.countDown();
    super.close();
  }

  void await() throws InterruptedException {
    ended.await();
  }

  private int told(int read) {
    if (read < 0 && ended.getCount() > 0) {
      try {
        calls.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ended.countDown();
    }
    return read;
  }
}

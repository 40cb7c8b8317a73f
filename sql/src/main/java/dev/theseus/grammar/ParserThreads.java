package dev.theseus.grammar;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The threads that parse. Each has a parser of its own and a stack deep enough for deeply nested
/// SQL; a thread that is idle for a while ends and gives its 40 MB back.
final class ParserThreads {

  /// Only reserved, not used, until SQL nests that deep.
  private static final long STACK_BYTES = 64L << 20;

  private static final int MOST_THREADS =
      Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
  private static final long IDLE_SECONDS = 30;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final ThreadLocal<@Nullable WasmParser> PARSER = new ThreadLocal<>();
  private static final ExecutorService EXECUTOR = executor();

  private ParserThreads() {}

  private static ExecutorService executor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              String name = "theseus-grammar-" + COUNT.incrementAndGet();
              Thread thread = new Thread(null, task, name, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /// Runs work with a parser. An interrupt of the caller stops the parser within milliseconds and
  /// is kept.
  ///
  /// @throws SqlSyntaxException as the work throws it
  /// @throws IllegalStateException if the parser fails in any other way
  static <T> T call(Function<WasmParser, T> work) {
    // A future that is done already would hide an interrupt that came before.
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted while parsing SQL");
    }
    Future<T> future = EXECUTOR.submit(() -> onThisThread(work));
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parsing SQL", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SqlSyntaxException syntax) {
        throw syntax;
      }
      throw new IllegalStateException(
          "PostgreSQL's parser failed on this SQL, most likely because it nests too deeply; split"
              + " it",
          e.getCause());
    }
  }

  private static <T> T onThisThread(Function<WasmParser, T> work) {
    WasmParser parser = PARSER.get();
    if (parser == null) {
      parser = new WasmParser();
    }
    // Only a parser that ended its work in order is used again.
    PARSER.remove();
    try {
      T result = work.apply(parser);
      keep(parser);
      return result;
    } catch (SqlSyntaxException e) {
      keep(parser);
      throw e;
    }
  }

  private static void keep(WasmParser parser) {
    if (!parser.isWornOut()) {
      PARSER.set(parser);
    }
  }
}

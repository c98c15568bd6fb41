package dev.stashline.jobs;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Commits together what arrives together. A lone item goes at once, what comes while it is on its
 * way goes with the next commit, and each caller is answered after <em>its</em> commit. So a lone
 * caller waits for one commit, and sixty-four share one.
 *
 * <pre>
 *   caller a ─▶ commit 1 [a]──────▶ answer a
 *   caller b ──────┐
 *   caller c ──────┴─▶ (waits) ─▶ commit 2 [b, c] ─▶ answers b, c
 * </pre>
 *
 * <p>Callers who were answered tend to return. So a commit waits, for a millisecond at most, until
 * as many items are there as the last one left behind and answered; otherwise callers would go in
 * two halves that take turns, at the price of twice the commits.
 *
 * <p>Safe to call from any thread. A failed commit is tried again with each of its items by itself,
 * so that an item that cannot be committed fails nobody but its caller; where there is nothing to
 * commit to, it fails all of them.
 *
 * @param <I> what is committed
 * @param <O> the answer to one item
 */
public final class GroupCommit<I, O> {
  private record Entry<I, O>(I item, Promise<O> answer) {}

  private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

  private final int most;
  private final int atOnce;
  private final Function<List<I>, Future<List<O>>> commit;
  private final Supplier<Future<?>> isThere;
  private final ArrayDeque<Entry<I, O>> waiting = new ArrayDeque<>();
  private int underWay;
  private int expected = 1;
  private boolean gathering;

  /**
   * @param most items in one commit
   * @param atOnce commits under way at the same time
   * @param commit answers in the order of its items
   * @param isThere fails if it is no use to try again now, because what is committed to is away
   */
  public GroupCommit(
      int most,
      int atOnce,
      Function<List<I>, Future<List<O>>> commit,
      Supplier<Future<?>> isThere) {
    this.most = most;
    this.atOnce = atOnce;
    this.commit = commit;
    this.isThere = isThere;
  }

  public Future<O> submit(I item) {
    Promise<O> answer = Promise.promise();
    List<Entry<I, O>> batch;
    synchronized (this) {
      waiting.add(new Entry<>(item, answer));
      batch = nextBatch();
    }
    send(batch);
    return answer.future();
  }

  private List<Entry<I, O>> nextBatch() {
    if (underWay >= atOnce || waiting.isEmpty()) {
      return List.of();
    }
    if (waiting.size() < expected) {
      // Beside a commit that is under way there is no hurry: its end looks again.
      if (!gathering && underWay == 0) {
        gathering = true;
        SOON.execute(this::gathered);
      }
      return List.of();
    }
    underWay++;
    var batch = new ArrayList<Entry<I, O>>(Math.min(most, waiting.size()));
    while (batch.size() < most && !waiting.isEmpty()) {
      batch.add(waiting.poll());
    }
    return batch;
  }

  /** Whoever has not come by now is not waited for. */
  private void gathered() {
    List<Entry<I, O>> batch;
    synchronized (this) {
      gathering = false;
      if (underWay > 0) {
        return;
      }
      expected = 1;
      batch = nextBatch();
    }
    send(batch);
  }

  private void send(List<Entry<I, O>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    commit(batch)
        .onComplete(
            result -> {
              if (result.failed() && batch.size() > 1) {
                eachByItself(batch, 0, result.cause());
              } else {
                done(batch.size());
                answer(batch, result);
              }
            });
  }

  private Future<List<O>> commit(List<Entry<I, O>> batch) {
    try {
      return commit.apply(batch.stream().map(Entry::item).toList());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void eachByItself(List<Entry<I, O>> batch, int next, Throwable cause) {
    if (next == batch.size()) {
      done(1);
      return;
    }
    isThere
        .get()
        .onFailure(
            away -> {
              done(1);
              answer(batch.subList(next, batch.size()), Future.failedFuture(cause));
            })
        .onSuccess(
            there -> {
              var one = batch.subList(next, next + 1);
              commit(one)
                  .onComplete(
                      result -> {
                        answer(one, result);
                        eachByItself(batch, next + 1, cause);
                      });
            });
  }

  private void done(int answered) {
    List<Entry<I, O>> next;
    synchronized (this) {
      underWay--;
      expected = Math.min(most, answered + waiting.size());
      next = nextBatch();
    }
    send(next);
  }

  private static <I, O> void answer(List<Entry<I, O>> batch, AsyncResult<List<O>> result) {
    for (int i = 0; i < batch.size(); i++) {
      if (result.succeeded()) {
        batch.get(i).answer().complete(result.result().get(i));
      } else {
        batch.get(i).answer().fail(result.cause());
      }
    }
  }
}

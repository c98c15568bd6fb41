package dev.stashline.jobs;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Commits together what arrives together. There is no timer: the first item goes at once, what
 * comes while it is on its way goes with the next commit, and each caller is answered after
 * <em>its</em> commit. So a lone caller waits for one commit, and sixty-four share one.
 *
 * <pre>
 *   caller a ─▶ commit 1 [a]──────▶ answer a
 *   caller b ──────┐
 *   caller c ──────┴─▶ (waits) ─▶ commit 2 [b, c] ─▶ answers b, c
 * </pre>
 *
 * <p>Safe to call from any thread. A failed commit fails each of its callers.
 *
 * @param <I> what is committed
 * @param <O> the answer to one item
 */
public final class GroupCommit<I, O> {
  private record Entry<I, O>(I item, Promise<O> answer) {}

  private final int most;
  private final int atOnce;
  private final Function<List<I>, Future<List<O>>> commit;
  private final ArrayDeque<Entry<I, O>> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * @param most items in one commit
   * @param atOnce commits under way at the same time
   * @param commit answers in the order of its items
   */
  public GroupCommit(int most, int atOnce, Function<List<I>, Future<List<O>>> commit) {
    this.most = most;
    this.atOnce = atOnce;
    this.commit = commit;
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
    underWay++;
    var batch = new ArrayList<Entry<I, O>>(Math.min(most, waiting.size()));
    while (batch.size() < most && !waiting.isEmpty()) {
      batch.add(waiting.poll());
    }
    return batch;
  }

  private void send(List<Entry<I, O>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Future<List<O>> committed;
    try {
      committed = commit.apply(batch.stream().map(Entry::item).toList());
    } catch (RuntimeException e) {
      committed = Future.failedFuture(e);
    }
    committed.onComplete(
        result -> {
          List<Entry<I, O>> next;
          synchronized (this) {
            underWay--;
            next = nextBatch();
          }
          send(next);
          if (result.succeeded()) {
            for (int i = 0; i < batch.size(); i++) {
              batch.get(i).answer().complete(result.result().get(i));
            }
          } else {
            batch.forEach(entry -> entry.answer().fail(result.cause()));
          }
        });
  }
}

package dev.stashline.jobs;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a service's catalogue: a kind, who performs it, and what else is written when it is
 * settled.
 */
public record Work<A>(Kind<A> kind, Handler<A> handler, @Nullable SettleHook hook) {
  public static <A> Work<A> of(Kind<A> kind, Handler<A> handler) {
    return new Work<>(kind, handler, null);
  }

  public Work<A> onSettled(SettleHook written) {
    return new Work<>(kind, handler, written);
  }
}

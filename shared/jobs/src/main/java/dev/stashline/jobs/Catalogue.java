package dev.stashline.jobs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All kinds of work that this process knows, checked for double names when it is made. */
public final class Catalogue {
  private final Map<String, Work<?>> byKind = new HashMap<>();

  public Catalogue(Collection<? extends Work<?>> entries) {
    for (Work<?> work : entries) {
      if (byKind.put(work.kind().name(), work) != null) {
        throw new IllegalArgumentException("two kinds are named " + work.kind().name());
      }
    }
  }

  /** The work of a kind; null if this process does not know it. */
  @Nullable Work<?> find(String kind) {
    return byKind.get(kind);
  }

  Work<?> get(String kind) {
    var work = byKind.get(kind);
    if (work == null) {
      throw new IllegalStateException("no work is declared for kind " + kind);
    }
    return work;
  }

  /** What is written along when a job of this kind is settled; null for nothing. */
  @Nullable SettleHook hookOf(String kind) {
    var work = find(kind);
    return work == null ? null : work.hook();
  }

  Set<String> kinds() {
    return byKind.keySet();
  }

  /** The queues of all kinds, in the order of their names. */
  public Set<String> queues() {
    return byKind.values().stream()
        .map(w -> w.kind().queue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public List<Kind<?>> inQueue(String queue) {
    return byKind.values().stream()
        .<Kind<?>>map(Work::kind)
        .filter(k -> k.queue().equals(queue))
        .toList();
  }
}

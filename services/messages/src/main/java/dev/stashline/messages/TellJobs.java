package dev.stashline.messages;

import dev.stashline.jobs.NewJob;
import dev.stashline.messages.MessageStore.Revised;
import java.util.List;

/**
 * The jobs that tell QStash of messages that have changed.
 *
 * @param hasQueue without a QStash there are none
 */
record TellJobs(boolean hasQueue) {
  List<NewJob> of(List<Revised> changed) {
    return hasQueue ? changed.stream().map(MessageJobs::tell).toList() : List.of();
  }
}

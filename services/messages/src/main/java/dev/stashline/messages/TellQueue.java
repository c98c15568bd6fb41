package dev.stashline.messages;

/**
 * Arguments of the job that makes QStash agree with a message's row.
 *
 * @param revision the change that asks for it: a job for an older one than the row's has nothing to
 *     do
 */
record TellQueue(String message, int revision) {}

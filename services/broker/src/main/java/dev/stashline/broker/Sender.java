package dev.stashline.broker;

/**
 * Who a request comes from.
 *
 * @param readOnly whether the token may look at things, and change none
 */
record Sender(String account, boolean readOnly) {}

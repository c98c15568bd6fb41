package dev.stashline.messages;

/** Arguments of the job that lets sends go on after the chat provider has asked for a pause. */
record ReopenChat() {}

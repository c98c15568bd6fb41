package dev.stashline.messages;

import java.util.UUID;

/**
 * Arguments of the job that delivers one part of an occurrence. The first part resolves the
 * audience, too.
 */
record SendPart(UUID occurrence, int part) {}

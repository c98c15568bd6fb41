/** Asking a language model for JSON: the port, and its OpenAI-compatible adapter. */
@NullMarked
package dev.stashline.providers.ai;

import org.jspecify.annotations.NullMarked;

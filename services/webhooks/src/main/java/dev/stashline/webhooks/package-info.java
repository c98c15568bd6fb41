/**
 * The QStash door: verify, receipt, enqueue, answer. It answers only what is true, and never holds
 * a delivery open while work runs.
 *
 * <pre>
 *   delivery ─▶ signature ─▶ body ─▶ [ receipt + job ] ─▶ 200, after the commit
 *                  401        489      one transaction
 *                                      503, Retry-After
 * </pre>
 *
 * <p>Reading order: {@link dev.stashline.webhooks.Routes}, {@link
 * dev.stashline.webhooks.WebhookDoor}, {@link dev.stashline.webhooks.Receipts}, {@link
 * dev.stashline.webhooks.Refusal}.
 */
@NullMarked
package dev.stashline.webhooks;

import org.jspecify.annotations.NullMarked;

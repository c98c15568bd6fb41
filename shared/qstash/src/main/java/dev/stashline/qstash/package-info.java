/**
 * The QStash v2 protocol, pure and without a broker: what a caller writes, what a broker reads,
 * what a receiver checks.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>in: {@link dev.stashline.qstash.PublishTarget}, {@link
 *       dev.stashline.qstash.PublishSettings}, {@link dev.stashline.qstash.Limits};
 *   <li>after an attempt: {@link dev.stashline.qstash.DeliveryVerdict}, {@link
 *       dev.stashline.qstash.RetryCurve}, {@link dev.stashline.qstash.RetryDelay}, {@link
 *       dev.stashline.qstash.ResponseWait};
 *   <li>signed deliveries: {@link dev.stashline.qstash.SignatureSigner}, {@link
 *       dev.stashline.qstash.SignatureVerifier}, {@link dev.stashline.qstash.SignatureVerdict};
 *   <li>the rest in any order: each file is one noun of the protocol.
 * </ol>
 *
 * <p>Bad input is an {@link dev.stashline.qstash.InvalidValueException} for one value and a {@link
 * dev.stashline.qstash.BadRequestException} for a request; the parsers throw nothing else. Where
 * the public documentation is silent and a rule or number is ours, the comment says "our choice".
 */
@NullMarked
package dev.stashline.qstash;

import org.jspecify.annotations.NullMarked;

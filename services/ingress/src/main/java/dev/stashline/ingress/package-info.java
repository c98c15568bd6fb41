/**
 * The REST door: one contract, {@code openapi.yaml}, and behind each of its operations a handler
 * that the service which owns the data has given.
 *
 * <pre>
 *   request ─▶ who asks ─▶ type and length of the body ─▶ fits the contract ─▶ the operation
 *                 401, 403        415, 413                      400
 * </pre>
 *
 * <p>Reading order: {@link dev.stashline.ingress.RestDoor}, {@link dev.stashline.ingress.Contract},
 * {@link dev.stashline.ingress.RequestCheck}, {@link dev.stashline.ingress.JobOperations}.
 *
 * <p>The contract is read and checked by vertx-openapi, and its schemas do the validation. Its
 * router is not used: it reads bodies of paths that are not its own, reads them without limit,
 * calls a wrong content type a bad request, decodes query values twice (a plus in an address
 * becomes a blank) and reads a form's digits as a number.
 */
@NullMarked
package dev.stashline.ingress;

import org.jspecify.annotations.NullMarked;

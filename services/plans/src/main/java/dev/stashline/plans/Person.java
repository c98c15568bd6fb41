package dev.stashline.plans;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code sage_onboarding_data}.
 *
 * @param formJson the answers as they were sent
 * @param parts the stored parts as JSON; a missing part is not in the map
 * @param request the request that {@code status} speaks of; null as long as nobody asked for a plan
 */
public record Person(
    UUID id,
    String tenant,
    String owner,
    String email,
    String uniqueCode,
    String formJson,
    Map<Part, String> parts,
    @Nullable PlanStatus status,
    @Nullable String error,
    @Nullable UUID request,
    @Nullable Instant emailSentAt,
    Instant createdAt,
    Instant updatedAt) {
  public Person {
    parts = parts.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(parts));
  }

  /** The steps still to be shown for: parts that are not stored. */
  public List<Part> missing() {
    return Stream.of(Part.values()).filter(part -> !parts.containsKey(part)).toList();
  }

  public boolean hasWholePlan() {
    return missing().isEmpty();
  }
}

package dev.stashline.plans.planner;

import java.util.List;
import java.util.stream.Collectors;

/** A form that cannot be planned from. Its message names fields and reasons only, never a value. */
public final class InvalidForm extends IllegalArgumentException {

  private final transient List<Invalid> faults;

  public InvalidForm(List<Invalid> faults) {
    super(
        faults.stream()
            .map(fault -> fault.field() + " " + fault.reason())
            .collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /** Every fault found, in the form's order; never empty. */
  public List<Invalid> faults() {
    return faults;
  }
}

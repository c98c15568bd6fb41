package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what a part cites while its text is being written, so that no claim and no reference
 * stands alone.
 */
final class Bibliography {

  private final Set<Citation> cited = new LinkedHashSet<>();

  /** {@code text} followed by its sources' keys in brackets: {@code … [WHO 2020]}. */
  String cite(String text, Source... sources) {
    List<String> keys = new ArrayList<>();
    for (Source source : sources) {
      cited.add(source.citation());
      keys.add(source.citation().key());
    }
    return text + " [" + String.join("; ", keys) + "]";
  }

  /** The text of {@code reason} with its source's key, which is noted. */
  String cite(Reason reason) {
    cited.add(reason.source());
    return reason.text() + " [" + reason.source().key() + "]";
  }

  /** Takes over a citation of a text written elsewhere. */
  void note(Citation citation) {
    cited.add(citation);
  }

  /** Everything cited so far, in order of first use. */
  List<Citation> citations() {
    return List.copyOf(cited);
  }
}

package dev.stashline.bench;

import dev.stashline.bench.HttpLoad.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests for pages of coaches' lists, each time another coach's. */
final class CoachList {
  enum Kind {
    FIRST("first page", false, false),
    FIRST_OF_STATUS("first page of one status", true, false),
    LATER("a later page, by cursor", false, true),
    LATER_OF_STATUS("a later page of one status, by cursor", true, true);

    private final String words;
    private final boolean ofStatus;
    private final boolean later;

    Kind(String words, boolean ofStatus, boolean later) {
      this.words = words;
      this.ofStatus = ofStatus;
      this.later = later;
    }

    String words() {
      return words;
    }
  }

  private static final String OF_STATUS = "&status=active";

  private final HttpLoad http;
  private final Map<String, String> headers;
  private final List<String> coaches;
  private final List<String> later = new ArrayList<>();
  private final List<String> laterOfStatus = new ArrayList<>();

  CoachList(HttpLoad http, Map<String, String> headers, int coaches) {
    this.http = http;
    this.headers = headers;
    this.coaches = CoachRows.coaches(coaches);
  }

  /** Turns every page of every list, which makes known where the later ones begin. */
  void walk() {
    // Page by page of all coaches, so that neighbours in the load are different coaches.
    walk("", later);
    walk(OF_STATUS, laterOfStatus);
  }

  private void walk(String filter, List<String> found) {
    var paths = coaches.stream().map(coach -> path(coach, filter)).toList();
    while (!paths.isEmpty()) {
      var next = new ArrayList<String>();
      for (String path : paths) {
        var page = BenchEngine.await(http.send(Call.get(path, headers))).toJsonObject();
        String cursor = page.getString("next");
        if (cursor != null) {
          next.add(path.replaceFirst("&cursor=.*", "") + "&cursor=" + cursor);
        }
      }
      found.addAll(next);
      paths = next;
    }
  }

  private static String path(String coach, String filter) {
    return "/api/messages?coachId=" + coach + filter;
  }

  Call page(Kind kind, int number) {
    String filter = kind.ofStatus ? OF_STATUS : "";
    var known = kind.ofStatus ? laterOfStatus : later;
    String path =
        kind.later
            ? known.get(number % known.size())
            : path(coaches.get(number % coaches.size()), filter);
    return Call.get(path, headers);
  }
}

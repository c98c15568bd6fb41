package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.qstash.Destination.Group;
import dev.stashline.qstash.Destination.Url;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "https://example.com/",
        "https://example.com/123/?asdasd=ooo",
        "https://example.com?foo=bar",
        "https://example.com/a//b/../c?x=%2F&&y=a%20b+c&z",
        "https://example.com/?",
        "HTTPS://Example.com/A",
        "http://user:pass@example.com:8080/x",
        "http://[::1]:3000/hook",
        "https://example.com/hook?next=https://other.test/?a=1",
        "https://example.com/a|b^c\"{}"
      })
  void a_url_is_kept_byte_for_byte(String url) {
    var target = PublishTarget.parse(url);
    assertThat(target.destination().text()).isEqualTo(url);
    assertThat(target.destination()).isInstanceOf(Url.class);
    assertThat(target.settings()).isEmpty();
    assertThat(target.token()).isNull();
  }

  @Test
  void the_brokers_own_parameters_are_split_off() {
    var target =
        PublishTarget.parse(
            "https://a/b?x=1&upstash-retries=2&y=%20&qstash_token=a%3Db&Upstash-Forward-My-Header=b+c&upstash-delay");
    assertThat(target.destination().text()).isEqualTo("https://a/b?x=1&y=%20");
    assertThat(target.settings())
        .containsExactly(
            Map.entry("upstash-retries", "2"),
            Map.entry("Upstash-Forward-My-Header", "b c"),
            Map.entry("upstash-delay", ""));
    assertThat(target.token()).isEqualTo("a=b");
    assertThat(target.toString()).doesNotContain("a=b");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a/b?qstash_token=t, https://a/b",
    "https://a/b?upstash-retries=1&upstash-delay=2s, https://a/b",
    "https://a/b?&upstash-retries=1&, https://a/b?&",
    "https://a/b?qstash%5Ftoken=t&x=%zz, https://a/b?x=%zz",
    "https://a/b?qstash_tokens=t, https://a/b?qstash_tokens=t",
    "https://a/b?upstash=1, https://a/b?upstash=1"
  })
  void what_is_left_is_the_url(String raw, String url) {
    assertThat(PublishTarget.parse(raw).destination().text()).isEqualTo(url);
  }

  @Test
  void a_fragment_is_never_sent() {
    var url = Destination.url("https://a.test/b?x=1#top");
    assertThat(url.text()).isEqualTo("https://a.test/b?x=1");
    assertThat(url.target()).isEqualTo("/b?x=1");
  }

  @Test
  void a_name_is_a_group() {
    var target = PublishTarget.parse("my-group_1.a?upstash-retries=2&x=1");
    assertThat(target.destination()).isEqualTo(new Group("my-group_1.a"));
    assertThat(target.settings()).containsExactly(Map.entry("upstash-retries", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https%3A%2F%2Fexample.com",
        "https:/example.com",
        "ftp://example.com",
        "example.com/path",
        "api/llm",
        "my group",
        "javascript:alert(1)"
      })
  void anything_else_lacks_a_scheme(String raw) {
    assertThatThrownBy(() -> PublishTarget.parse(raw))
        .isInstanceOf(BadRequestException.class)
        .hasMessage(
            "invalid destination url: endpoint has invalid scheme, add http:// or https://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://",
        "https:///path",
        "https://?x=1",
        "https://a b/",
        "https://a.test/a b",
        "https://a.test/\tb",
        "https://a.test/\r\nHost:evil",
        "https://a.test/\u0000",
        "https://a.test\\@evil.test/",
        "https://münchen.de/",
        "https://a.test:0/",
        "https://a.test:65536/",
        "https://a.test:http/",
        "https://a.test:80:80/",
        "https://[::1/",
        "https://[]/",
        "https://[::1]x/",
        "https://[fe80::1%25eth0]/",
        "https://user@/x",
        "https://a<b/"
      })
  void malformed_urls_are_refused(String raw) {
    assertThatThrownBy(() -> PublishTarget.parse(raw))
        .isInstanceOf(BadRequestException.class)
        .hasMessageStartingWith("invalid destination url: endpoint has");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, true, example.com, 443, /, /",
    "http://example.com?x=1, false, example.com, 80, /?x=1, /",
    "http://[::1]:3000/a/b?c, false, ::1, 3000, /a/b?c, /a/b",
    "https://good@evil@host.test:8443/x, true, host.test, 8443, /x, /x",
    "https://example.com:/x, true, example.com, 443, /x, /x"
  })
  void a_url_has_parts(
      String text, boolean tls, String host, int port, String target, String path) {
    var url = Destination.url(text);
    assertThat(url.tls()).isEqualTo(tls);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.target()).isEqualTo(target);
    assertThat(url.path()).isEqualTo(path);
  }

  @Test
  void a_url_in_a_log_has_no_secrets() {
    assertThat(Destination.url("https://u:secret@a.test/x?key=secret").toString())
        .isEqualTo("https://a.test:443/x");
  }

  @Test
  void an_enqueue_names_its_queue_first() {
    var target = PublishTarget.parseEnqueue("my-queue/https://a.test/b?upstash-label=l");
    assertThat(target.queue()).isEqualTo("my-queue");
    assertThat(target.destination().text()).isEqualTo("https://a.test/b");
    assertThat(PublishTarget.parseEnqueue("q/group").destination()).isEqualTo(new Group("group"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my-queue",
        "/https://a.test",
        "my queue/https://a.test",
        "q%20/https://a.test",
        "q/",
        "q/a/b"
      })
  void malformed_enqueues_are_refused(String raw) {
    assertThatThrownBy(() -> PublishTarget.parseEnqueue(raw))
        .isInstanceOf(BadRequestException.class);
  }

  @Test
  void a_broken_escape_in_a_setting_names_it() {
    assertThatThrownBy(() -> PublishTarget.parse("https://a?upstash-label=%zz"))
        .hasMessage("upstash-label: has a broken percent escape");
  }
}

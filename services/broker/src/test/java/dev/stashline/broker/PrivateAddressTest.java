package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "172.31.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "fe80::1",
        "fd12::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "ff02::1"
      })
  void addresses_that_mean_something_only_inside(String address) {
    assertThat(PrivateAddress.is(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::101:101",
        "2002:101:101::",
        "::ffff:1.1.1.1"
      })
  void addresses_of_the_open_internet(String address) {
    assertThat(PrivateAddress.is(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void of_a_mixed_answer_only_the_public_address_is_used_and_the_name_is_asked_once()
      throws Exception {
    var vertx = Vertx.vertx();
    try {
      var asked = new java.util.concurrent.atomic.AtomicInteger();
      var mixed =
          new Receivers(
              vertx,
              false,
              1,
              name -> {
                asked.incrementAndGet();
                return new InetAddress[] {
                  InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("1.1.1.1")
                };
              });
      assertThat(BrokerFixture.await(mixed.resolve("mixed.test")))
          .isEqualTo(InetAddress.ofLiteral("1.1.1.1"));
      assertThat(asked).hasValue(1);
      var inside =
          new Receivers(
              vertx,
              false,
              1,
              name -> new InetAddress[] {InetAddress.ofLiteral("::ffff:127.0.0.1")});
      assertThatThrownBy(() -> BrokerFixture.await(inside.resolve("inside.test")))
          .hasRootCauseInstanceOf(Receivers.NotAllowed.class);
    } finally {
      BrokerFixture.await(vertx.close());
    }
  }
}

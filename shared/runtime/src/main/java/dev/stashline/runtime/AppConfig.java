package dev.stashline.runtime;

import java.net.URI;

/**
 * Where the application's HTTP server listens, and where the outside finds it.
 *
 * @param port 0 lets the system choose
 * @param publicBaseUrl without a slash at the end; links in mails and the subjects of QStash
 *     signatures start with it
 * @param behindProxy the caller's address is what {@code X-Forwarded-For} says; anybody could say
 *     that, were there no proxy that overwrites it
 * @param bodyLimit bytes; a longer request body is refused with 413
 */
public record AppConfig(
    String host, int port, URI publicBaseUrl, boolean behindProxy, long bodyLimit) {
  private static final URI LOCAL = URI.create("http://localhost:3000");
  private static final long MEBIBYTE = 1L << 20;

  public static AppConfig from(Env env) {
    return new AppConfig(
        env.text("APP_HOST", "0.0.0.0", "The address on which the application listens"),
        env.port("APP_PORT", 3000, "The port on which the application listens; 0 for any"),
        publicBaseUrl(env),
        env.flag(
            "APP_BEHIND_PROXY",
            false,
            "A proxy in front sets X-Forwarded-For, and nobody reaches the application past it"),
        env.size("APP_BODY_LIMIT", MEBIBYTE, "The longest request body that is accepted"));
  }

  private static URI publicBaseUrl(Env env) {
    URI oldest =
        env.uri("NEXT_PUBLIC_APP_URL", LOCAL, "The same as PUBLIC_BASE_URL, which wins over it");
    URI older =
        env.uri("NEXT_PUBLIC_BASE_URL", oldest, "The same as PUBLIC_BASE_URL, which wins over it");
    URI url =
        env.uri(
            "PUBLIC_BASE_URL",
            older,
            "Our address as the outside sees it: QStash delivers to it, links in mails begin with it");
    if (url.getQuery() != null || url.getFragment() != null) {
      env.problem("PUBLIC_BASE_URL", "must have no query and no fragment");
    }
    return URI.create(url.toString().replaceFirst("/+$", ""));
  }

  /** The public address of a path that begins with a slash. */
  public String publicUrl(String path) {
    return publicBaseUrl + path;
  }
}

package dev.stashline.runtime;

/**
 * Where probes and metrics are served, apart from all other traffic.
 *
 * @param port 0 lets the system choose
 */
public record ManagementConfig(String host, int port) {
  public static ManagementConfig from(Env env) {
    return new ManagementConfig(
        env.text("MANAGEMENT_HOST", "0.0.0.0", "The address that probes and metrics listen on"),
        env.port("MANAGEMENT_PORT", 9000, "The port of probes and metrics; 0 picks a free one"));
  }
}

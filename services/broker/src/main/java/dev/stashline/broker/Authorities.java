package dev.stashline.broker;

import dev.stashline.runtime.Env;
import io.vertx.core.net.TrustOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates a receiver may show: those of the platform's authorities, and of these.
 *
 * @param extra beside the platform's
 */
record Authorities(List<X509Certificate> extra) {
  /** Reads the setting; what cannot be read is a problem of it. */
  static Authorities from(Env env) {
    String name = "BROKER_EXTRA_CA";
    var file =
        env.optionalText(
            name,
            "PEM file with authorities that receivers' certificates may be of, beside the system's");
    if (file.isEmpty()) {
      return new Authorities(List.of());
    }
    try {
      return new Authorities(read(Path.of(file.get())));
    } catch (IOException | InvalidPathException e) {
      env.problem(name, "names a file that cannot be read");
    } catch (CertificateException e) {
      env.problem(name, "names a file that is not certificates in PEM form");
    }
    return new Authorities(List.of());
  }

  private static List<X509Certificate> read(Path file) throws IOException, CertificateException {
    var certificates = new ArrayList<X509Certificate>();
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) each);
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("none");
    }
    return certificates;
  }

  /** The platform's authorities and the extra ones together. */
  TrustOptions trust() {
    try {
      var together = KeyStore.getInstance(KeyStore.getDefaultType());
      together.load(null, null);
      int nr = 0;
      for (var manager : factory(null).getTrustManagers()) {
        for (var issuer : ((X509TrustManager) manager).getAcceptedIssuers()) {
          together.setCertificateEntry("platform-" + nr++, issuer);
        }
      }
      for (var certificate : extra) {
        together.setCertificateEntry("extra-" + nr++, certificate);
      }
      return TrustOptions.wrap(factory(together));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the platform's certificate authorities cannot be read", e);
    }
  }

  private static TrustManagerFactory factory(@org.jspecify.annotations.Nullable KeyStore of)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(of);
    return factory;
  }
}

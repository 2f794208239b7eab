package dev.rallypoint.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates are believed over https. Without it those that Java's own authorities signed,
 * which is what a server with Let's Encrypt needs.
 */
public final class Trust {
    private Trust() {}

    /**
     * Only certificates that these authorities signed, such as one of your own for a LAN. Host
     * names are checked all the same.
     *
     * @param authorities PEM, one certificate or more
     * @throws IOException if the file cannot be read or holds no certificate
     */
    public static SSLContext only(Path authorities) throws IOException {
        try (InputStream pem = Files.newInputStream(authorities)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new IOException(authorities + " holds no certificate");
            }
            return contextOf(certificates);
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " is no PEM file of certificates", e);
        }
    }

    private static SSLContext contextOf(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

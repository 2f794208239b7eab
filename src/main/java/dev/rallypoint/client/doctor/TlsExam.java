package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Whether the node's certificate can be believed, and why not. */
final class TlsExam implements Exam {
    private static final int TIMEOUT_MS = 5_000;
    private static final long DAY_MS = 86_400_000;
    private static final long SOON_DAYS = 7;

    private final Visit visit;

    TlsExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public List<String> needs() {
        return List.of("tcp");
    }

    @Override
    public boolean applies() {
        return visit.isTls();
    }

    @Override
    public List<Finding> examine() {
        try (SSLSocket socket = connect(visit, context(), true)) {
            X509Certificate leaf = leaf(socket);
            Instant now = Instant.ofEpochMilli(nowMs());
            boolean isInItsTime =
                    !now.isBefore(leaf.getNotBefore().toInstant())
                            && !now.isAfter(leaf.getNotAfter().toInstant());
            if (!isInItsTime) {
                return List.of(explain(leaf, new SSLException("not in its time")));
            }
            long daysLeft = (leaf.getNotAfter().getTime() - nowMs()) / DAY_MS;
            Json details =
                    details(leaf)
                            .with("protocol", socket.getSession().getProtocol())
                            .with("daysLeft", daysLeft);
            return List.of(
                    daysLeft < SOON_DAYS
                            ? Finding.warning(
                                    name(),
                                    "The certificate is good, but ends in " + daysLeft + " days.",
                                    "Tell the operator: its renewal seems to fail.",
                                    details)
                            : Finding.ok(name(), "The certificate is good.", details));
        } catch (IOException | GeneralSecurityException failure) {
            return List.of(explain(failure));
        }
    }

    private SSLContext context() throws GeneralSecurityException {
        return visit.settings.trust().isPresent()
                ? visit.settings.trust().get()
                : SSLContext.getDefault();
    }

    private static SSLSocket connect(Visit visit, SSLContext context, boolean checksName)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.setSoTimeout(TIMEOUT_MS);
            InetAddress address = visit.answering.orElse(visit.addresses.get(0));
            plain.connect(new InetSocketAddress(address, visit.port()), TIMEOUT_MS);
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, visit.host(), visit.port(), true);
            if (checksName) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException failure) {
            plain.close();
            throw failure;
        }
    }

    private static X509Certificate leaf(SSLSocket socket) throws SSLException {
        Certificate[] chain = socket.getSession().getPeerCertificates();
        return (X509Certificate) chain[0];
    }

    private static Json details(X509Certificate leaf) {
        return Json.object()
                .with("subject", leaf.getSubjectX500Principal().getName())
                .with("issuer", leaf.getIssuerX500Principal().getName())
                .with("notBefore", leaf.getNotBefore().toInstant().toString())
                .with("notAfter", leaf.getNotAfter().toInstant().toString());
    }

    private long nowMs() {
        return visit.settings.clockMs().getAsLong();
    }

    /** Looks at the certificate without believing it; nothing is said over that connection. */
    private Finding explain(Exception failure) {
        try (SSLSocket socket = connect(visit, believingAnybody(), false)) {
            return explain(leaf(socket), failure);
        } catch (IOException | GeneralSecurityException noTls) {
            return Finding.failed(
                    name(),
                    "No TLS connection comes about: " + noTls.getMessage(),
                    "If the server has no certificate, use http:// in the address. If it has, the"
                            + " port is another one, or something on the way breaks TLS.");
        }
    }

    private Finding explain(X509Certificate leaf, Exception failure) {
        Instant now = Instant.ofEpochMilli(nowMs());
        Json details = details(leaf).with("error", messages(failure));
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return Finding.failed(
                    name(),
                    "The certificate ended at "
                            + until
                            + "; this machine's clock says "
                            + now
                            + ".",
                    "If that is the time, the operator must renew the certificate. If not, set"
                            + " this machine's clock.",
                    details);
        }
        if (now.isBefore(from)) {
            return Finding.failed(
                    name(),
                    "The certificate begins at "
                            + from
                            + "; this machine's clock says "
                            + now
                            + ".",
                    "Set this machine's clock: turn on its automatic time.",
                    details);
        }
        return messages(failure).contains("subject alternative")
                        || messages(failure).contains("No name matching")
                ? Finding.failed(
                        name(),
                        "The certificate is for another name than " + visit.host() + ".",
                        "Use the name it is for, or let the operator get one for this name.",
                        details)
                : Finding.failed(
                        name(),
                        "The certificate was not signed by an authority that this machine trusts.",
                        "A server of your own: --ca FILE with its authority's certificate. A"
                                + " public one: something on the way shows its own certificate, or"
                                + " the operator must install the whole chain (fullchain.pem).",
                        details);
    }

    private static String messages(Throwable failure) {
        return Stream.iterate(
                        Optional.of(failure),
                        Optional::isPresent,
                        cause -> cause.map(Throwable::getCause))
                .map(cause -> String.valueOf(cause.orElseThrow().getMessage()))
                .distinct()
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** To look only: no call is ever made over such a connection. */
    private static SSLContext believingAnybody() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new BelievesAnybody()}, null);
        return context;
    }

    /** Whether an http URL's port answers a TLS handshake. */
    static boolean speaksTls(Visit visit) {
        try (SSLSocket socket = connect(visit, believingAnybody(), false)) {
            return socket.getSession().isValid();
        } catch (IOException | GeneralSecurityException noTls) {
            return false;
        }
    }
}

package dev.rallypoint.edge;

import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with the key that belongs to it, ready to be served.
 *
 * @param options what Vert.x serves it from
 * @param leaf the server's own certificate
 */
record VertxCertificate(PemKeyCertOptions options, X509Certificate leaf) {
    private static final int MIN_RSA_BITS = 2_048;
    private static final byte[] SAMPLE = "which key is it".getBytes(StandardCharsets.US_ASCII);

    /** How a key of each kind shows that it is the one that the certificate names. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /** The pair is no good; the message says why and shows no bytes of it. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the PEM texts and tries whether key and certificate belong together. Blocks a while.
     */
    static VertxCertificate of(PemPair pair, Vertx vertx) throws UnusableException {
        PemKeyCertOptions options =
                new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(pair.certificates()))
                        .addKeyValue(Buffer.buffer(pair.key()));
        X509KeyManager keys = keysOf(options, vertx);
        String alias =
                SIGNATURES.keySet().stream()
                        .flatMap(kind -> aliases(keys, kind))
                        .findFirst()
                        .orElseThrow(() -> new UnusableException("its key is neither RSA nor EC"));
        X509Certificate leaf = keys.getCertificateChain(alias)[0];
        requireStrong(leaf.getPublicKey());
        requireMatch(keys.getPrivateKey(alias), leaf.getPublicKey());
        return new VertxCertificate(options, leaf);
    }

    private static X509KeyManager keysOf(PemKeyCertOptions options, Vertx vertx)
            throws UnusableException {
        try {
            for (KeyManager keys : options.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (keys instanceof X509KeyManager x509) {
                    return x509;
                }
            }
            throw new UnusableException("Java makes no key manager of it");
        } catch (UnusableException e) {
            throw e;
        } catch (Exception e) {
            throw new UnusableException("not PEM as it should be: " + words(e), e);
        }
    }

    /** Vert.x wraps what the parser says. */
    private static String words(Exception failure) {
        return failure instanceof VertxException && failure.getCause() != null
                ? failure.getCause().toString()
                : String.valueOf(failure.getMessage());
    }

    private static Stream<String> aliases(X509KeyManager keys, String kind) {
        return Stream.ofNullable(keys.getServerAliases(kind, null)).flatMap(Stream::of);
    }

    private static void requireStrong(PublicKey key) throws UnusableException {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new UnusableException("an RSA key must have 2048 bits or more");
        }
    }

    private static void requireMatch(PrivateKey key, PublicKey certified) throws UnusableException {
        Optional<String> algorithm = Optional.ofNullable(SIGNATURES.get(certified.getAlgorithm()));
        if (algorithm.isEmpty() || !isMatch(algorithm.get(), key, certified)) {
            throw new UnusableException("the key is not the one of the first certificate");
        }
    }

    private static boolean isMatch(String algorithm, PrivateKey key, PublicKey certified) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(SAMPLE);
            byte[] signature = signer.sign();
            signer.initVerify(certified);
            signer.update(SAMPLE);
            return signer.verify(signature);
        } catch (GeneralSecurityException otherKindOfKey) {
            return false;
        }
    }

    /** Whether clients accept it at this time as far as its dates go. */
    boolean isValidAt(long nowMs) {
        return nowMs >= leaf.getNotBefore().getTime() && nowMs < expiresAtMs();
    }

    long expiresAtMs() {
        return leaf.getNotAfter().getTime();
    }

    /** For log lines. */
    @Override
    public String toString() {
        return "subject="
                + leaf.getSubjectX500Principal()
                + " issuer="
                + leaf.getIssuerX500Principal()
                + " expires="
                + Instant.ofEpochMilli(expiresAtMs());
    }
}

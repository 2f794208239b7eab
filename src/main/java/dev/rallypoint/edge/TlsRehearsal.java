package dev.rallypoint.edge;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * A handshake in memory before the port is open. The first one of a process loads hundreds of
 * classes, which would hold up the event loop for as long as players wait for a connection.
 */
final class TlsRehearsal {
    private static final int MOST_STEPS = 100;

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer plain;

    private TlsRehearsal(SSLContext serving, SSLContext calling) {
        server = serving.createSSLEngine();
        server.setUseClientMode(false);
        client = calling.createSSLEngine();
        client.setUseClientMode(true);
        int packet = client.getSession().getPacketBufferSize();
        toServer = ByteBuffer.allocate(2 * packet);
        toClient = ByteBuffer.allocate(2 * packet);
        plain = ByteBuffer.allocate(2 * client.getSession().getApplicationBufferSize());
    }

    /**
     * @param keys of the server
     * @param leaf its certificate
     * @throws GeneralSecurityException if Java cannot serve TLS with it
     * @throws SSLException if nobody could connect
     */
    static void run(KeyManager keys, X509Certificate leaf)
            throws GeneralSecurityException, SSLException {
        SSLContext serving = SSLContext.getInstance("TLS");
        serving.init(new KeyManager[] {keys}, null, null);
        new TlsRehearsal(serving, trusting(leaf)).handshake();
    }

    private static SSLContext trusting(X509Certificate leaf) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException(e);
        }
        store.setCertificateEntry("own", leaf);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void handshake() throws SSLException {
        for (int step = 0; step < MOST_STEPS && !isDone(); step++) {
            turn(client, toClient, toServer);
            turn(server, toServer, toClient);
        }
        if (!isDone()) {
            throw new SSLException("no handshake in " + MOST_STEPS + " steps");
        }
    }

    private boolean isDone() {
        return client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && client.getSession().isValid()
                && !client.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL");
    }

    private void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        in.flip();
        engine.unwrap(in, plain.clear());
        in.compact();
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
        engine.wrap(ByteBuffer.allocate(0), out);
    }
}

package dev.rallypoint.runtime;

import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.JceAead;
import java.security.Provider;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which packet ciphers a node uses (docs/decisions/0005-aead-provider.md). */
public final class PacketCiphers {
    private static final Logger LOG = LoggerFactory.getLogger(PacketCiphers.class);
    private static final String NETTY = "netty-boringssl";

    private PacketCiphers() {}

    /** What {@link #fastest} chooses here. */
    public static String name() {
        return NettyBoringSslAead.whyUnavailable().isEmpty()
                ? NETTY
                : ConscryptProvider.orJdk().getName();
    }

    /**
     * The fastest that loads here, said in the log: Netty's BoringSSL, else Conscrypt's, else the
     * JDK's. Each call of the answer makes one for another thread.
     */
    public static Supplier<Aead> fastest() {
        Optional<String> whyNotNative = NettyBoringSslAead.whyUnavailable();
        if (whyNotNative.isEmpty()) {
            LOG.info("packet cipher: aead={}", NETTY);
            return NettyBoringSslAead::new;
        }
        Provider provider = ConscryptProvider.orJdk();
        LOG.warn(
                "packet cipher: aead={}; the faster one does not load: {}",
                provider.getName(),
                whyNotNative.get());
        return () -> new JceAead(provider);
    }
}

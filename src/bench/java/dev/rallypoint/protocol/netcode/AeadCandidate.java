package dev.rallypoint.protocol.netcode;

import dev.rallypoint.runtime.NettyBoringSslAead;
import java.security.Security;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** What ChaCha20-Poly1305 could come from. */
public enum AeadCandidate {
    NETTY_BORINGSSL(NettyBoringSslAead::new),
    CONSCRYPT(() -> new JceAead(Conscrypt.newProvider())),
    JDK(() -> new JceAead(Security.getProvider("SunJCE"))),
    BOUNCY_CASTLE(() -> new JceAead(new BouncyCastleProvider()));

    private final Supplier<Aead> maker;

    AeadCandidate(Supplier<Aead> maker) {
        this.maker = maker;
    }

    Aead make() {
        return maker.get();
    }
}

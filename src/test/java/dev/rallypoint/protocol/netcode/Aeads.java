package dev.rallypoint.protocol.netcode;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallypoint.runtime.NettyBoringSslAead;
import java.security.Security;
import java.util.function.IntFunction;
import org.conscrypt.Conscrypt;

/** Everything that packets may be sealed with. */
enum Aeads {
    JDK(constant -> new JceAead(Security.getProvider("SunJCE"), constant)),
    CONSCRYPT(constant -> new JceAead(Conscrypt.newProvider(), constant)),
    NETTY_BORINGSSL(
            constant -> {
                // Where it must load, NettyBoringSslAeadTest says so.
                assumeTrue(NettyBoringSslAead.whyUnavailable().isEmpty());
                return new NettyBoringSslAead(constant);
            });

    private final IntFunction<Aead> maker;

    Aeads(IntFunction<Aead> maker) {
        this.maker = maker;
    }

    /** With nonces as in netcode. */
    Aead make() {
        return make(0);
    }

    /** With nonces that begin with these four bytes, read as a little-endian number. */
    Aead make(int nonceConstant) {
        return maker.apply(nonceConstant);
    }

    /** As a node has it: what players with the JDK's send must be read by it, and back. */
    static Aead ofNode() {
        boolean loads = NettyBoringSslAead.whyUnavailable().isEmpty();
        return (loads ? NETTY_BORINGSSL : JDK).make();
    }
}

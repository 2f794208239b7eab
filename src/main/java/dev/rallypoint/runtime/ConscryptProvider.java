package dev.rallypoint.runtime;

import java.security.Provider;
import java.security.Security;
import org.conscrypt.Conscrypt;

/** Where the packet ciphers come from (docs/decisions/0005-aead-provider.md). */
public final class ConscryptProvider {
    private ConscryptProvider() {}

    /** Conscrypt where its native library loads, else the JDK's own provider. */
    public static Provider orJdk() {
        return Conscrypt.isAvailable() ? Conscrypt.newProvider() : Security.getProvider("SunJCE");
    }
}

package dev.rallypoint.bench.turn;

import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.Username;

/**
 * What a request is signed with (RFC 8489 §9.2).
 *
 * @param password secret
 */
public record TurnLogin(String username, String password, String realm, String nonce) {
    void sign(StunWriter writer) {
        Username.append(writer, username);
        Realm.append(writer, realm);
        Nonce.append(writer, nonce);
        MessageIntegrity.append(writer, StunKey.longTermMd5(username, realm, password));
    }

    TurnLogin with(String newRealm, String newNonce) {
        return new TurnLogin(username, password, newRealm, newNonce);
    }

    @Override
    public String toString() {
        return "TurnLogin[" + username + "]";
    }
}

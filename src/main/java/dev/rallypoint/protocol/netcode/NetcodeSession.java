package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;

/** One connected player on the relay. Belongs to the thread of its {@link NetcodeServer}. */
public final class NetcodeSession {
    final PeerKeys keys;
    final SendSequence sendSequence;
    final ReplayProtection replay = new ReplayProtection();
    final long timeoutMs;
    PeerAddress address;
    long lastSequence;
    long lastSentMs;
    long lastHeardMs;

    /** Whether the player is known to have got his slot: he sent a payload or keep-alive. */
    boolean confirmed;

    /** Its place in the list of sessions; -1 once it ended. */
    int index = -1;

    /** Its place in the list of the silent; -1 while it is not in there. */
    int silentIndex = -1;

    /** The session behind it in a list of {@link SessionTimers}; null for the last. */
    NetcodeSession timerNext;

    /** Where the last fresh packet from an unknown address came from; null if there was none. */
    PeerAddress roamingFrom;

    /** What the address still has to show; null = nothing. */
    AddressProof proof;

    private final long clientId;
    private final int slot;
    private final int maxClients;
    private Object attachment;

    NetcodeSession(
            Handshake handshake, Admission.Seat seat, SendSequence sendSequence, long nowMs) {
        keys = handshake.keys;
        this.sendSequence = sendSequence;
        timeoutMs = handshake.timeoutMs;
        address = handshake.address;
        clientId = handshake.claim.clientId();
        slot = seat.slot();
        maxClients = seat.maxClients();
        lastSentMs = nowMs;
        lastHeardMs = nowMs;
    }

    /** The player's id in the connect token, unsigned. */
    public long clientId() {
        return clientId;
    }

    /** Where the player is now; changes when he roams. */
    public PeerAddress address() {
        return address;
    }

    /** Whether the player is known to receive at his address. */
    public boolean isProven() {
        return proof == null;
    }

    /**
     * What the player is to send back to show that he receives at his address.
     *
     * @throws NullPointerException if it {@link #isProven}
     */
    public long pathChallenge() {
        return proof.challenge();
    }

    /**
     * The player sent this back.
     *
     * @return whether his address is proven, now or before
     */
    public boolean prove(long response) {
        if (proof != null && proof.challenge() == response) {
            proof = null;
        }
        return proof == null;
    }

    /** The client index of the standard. */
    public int slot() {
        return slot;
    }

    /** The slots of the player's match, as he is told in keep-alive packets. */
    public int maxClients() {
        return maxClients;
    }

    /** The version his connect token was minted for. */
    public NetcodeVersion version() {
        return keys.version();
    }

    /** The largest payload that can be sent to him: 1175 or 1200 bytes. */
    public int maxSendBytes() {
        return version().maxSendBytes();
    }

    /** The sequence of the packet that is being handled: orders latest-wins state. Unsigned. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Whether it has not ended yet. */
    public boolean isOpen() {
        return index >= 0;
    }

    /**
     * What the relay hangs on the session; set once in {@link NetcodeServer.Output#onConnected}.
     */
    public Object attachment() {
        return attachment;
    }

    public void attach(Object newAttachment) {
        attachment = newAttachment;
    }

    @Override
    public String toString() {
        return "NetcodeSession[clientId="
                + Long.toUnsignedString(clientId)
                + ", address="
                + address
                + "]";
    }
}

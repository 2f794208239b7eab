package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;

/** One connected player on the relay. Belongs to the thread of its {@link NetcodeServer}. */
public final class NetcodeSession {
    private Object attachment;

    NetcodeSession() {}

    public long clientId() {
        return 0;
    }

    public PeerAddress address() {
        throw new UnsupportedOperationException();
    }

    /** The client index of the standard. */
    public int slot() {
        return 0;
    }

    public NetcodeVersion version() {
        throw new UnsupportedOperationException();
    }

    /** The sequence of the packet that is being handled: orders latest-wins state. */
    public long lastSequence() {
        return 0;
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
}

package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Answers Binding requests without authentication (RFC 8489 §6.3, §13), statelessly; with a second
 * address also those of RFC 5780. An answer is never larger than {@link #MAX_AMPLIFICATION} times
 * its request: source addresses can be forged.
 */
public final class BindingResponder {
    /** How much larger than the request an answer may be. */
    public static final int MAX_AMPLIFICATION = 3;

    private static final int MAX_SOFTWARE_BYTES = 128;

    /** The largest request that is read, so that PADDING fits. */
    private static final int CAPACITY_BYTES = 2_100;

    private final String software;
    private final int softwareBytes;
    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);

    /**
     * @param software the value of SOFTWARE; left out of an answer that has no room for it. 12
     *     characters of ASCII fit into the answer to the shortest request, IPv6 included.
     * @throws IllegalArgumentException if it is longer than 128 bytes
     */
    public BindingResponder(String software) {
        this.software = software;
        int textBytes = software.getBytes(StandardCharsets.UTF_8).length;
        if (textBytes > MAX_SOFTWARE_BYTES) {
            throw new IllegalArgumentException("SOFTWARE is at most 128 bytes: " + software);
        }
        softwareBytes = StunAttributes.HEADER_BYTES + StunAttributes.padded(textBytes);
    }

    /**
     * Answers a request where there is one address, or says why not.
     *
     * @param request a Binding request
     */
    public Optional<DropReason> onRequest(PeerAddress from, StunMessage request, Transmit out) {
        if (hasBadFingerprint(request)) {
            return Optional.of(DropReason.STUN_BAD_FINGERPRINT);
        }
        List<Integer> unknown = UnknownAttributes.of(request);
        if (unknown.isEmpty()) {
            writeSuccess(from, request);
        } else {
            writeUnknownAttribute(request, unknown);
        }
        finish(request);
        out.send(from, writer.message());
        return Optional.empty();
    }

    /** The same where there is a second address: RFC 5780 §6.1, in its order. */
    public Optional<DropReason> onRequest(
            PeerAddress from, StunMessage request, NatBehavior behavior, long nowMs) {
        if (hasBadFingerprint(request)) {
            return Optional.of(DropReason.STUN_BAD_FINGERPRINT);
        }
        List<Integer> unknown = UnknownAttributes.of(request, AttributeType::isKnownToBehavior);
        if (!unknown.isEmpty()) {
            writeUnknownAttribute(request, unknown);
            finish(request);
            behavior.send(ChangeRequest.NONE, from, writer.message());
            return Optional.empty();
        }
        Optional<ChangeRequest> change = ChangeRequest.find(request);
        int port = ResponsePort.find(request).orElse(from.port());
        boolean isMalformed =
                change.isEmpty()
                        || ResponsePort.isPresent(request)
                                && (ResponsePort.find(request).isEmpty()
                                        || Padding.isPresent(request));
        if (isMalformed) {
            writeError(request, ErrorCode.BAD_REQUEST);
            finish(request);
            behavior.send(ChangeRequest.NONE, from, writer.message());
            return Optional.empty();
        }
        // What comes from elsewhere or goes elsewhere could be made for somebody else to suffer.
        boolean isElsewhere = change.get().isAny() || port != from.port();
        if (isElsewhere && !behavior.admits(from, nowMs)) {
            return Optional.of(DropReason.STUN_CHANGE_LIMIT);
        }
        writeBehavior(from, request, behavior.addresses(), change.get());
        behavior.send(change.get(), from.withPort(port), writer.message());
        return Optional.empty();
    }

    private static boolean hasBadFingerprint(StunMessage request) {
        return hasFingerprint(request) && !Fingerprint.isValid(request);
    }

    private static boolean hasFingerprint(StunMessage request) {
        return request.hasMagicCookie() && Fingerprint.isPresent(request);
    }

    private void writeSuccess(PeerAddress from, StunMessage request) {
        writer.beginResponse(StunClass.SUCCESS_RESPONSE, request);
        if (request.hasMagicCookie()) {
            XorMappedAddress.append(writer, from);
        } else {
            MappedAddress.append(writer, from);
        }
    }

    /**
     * Each as long as the request has paid for it; the ones that a client needs most come first.
     */
    private void writeBehavior(
            PeerAddress from,
            StunMessage request,
            BehaviorAddresses addresses,
            ChangeRequest change) {
        writeSuccess(from, request);
        PeerAddress source = addresses.source(change);
        if (!request.hasMagicCookie()) {
            if (roomFor(request, 2, from)) {
                OldAddresses.append(writer, source, addresses.other());
            }
        } else {
            appendBehavior(from, request, source, addresses.other());
        }
        appendPadding(request);
        finish(request);
    }

    private void appendBehavior(
            PeerAddress from, StunMessage request, PeerAddress source, PeerAddress other) {
        if (roomFor(request, 1, from)) {
            OtherAddress.append(writer, other);
        }
        if (roomFor(request, 1, from)) {
            ResponseOrigin.append(writer, source);
        }
        if (roomFor(request, 1, from)) {
            MappedAddress.append(writer, from);
        }
    }

    private boolean roomFor(StunMessage request, int addresses, PeerAddress family) {
        int bytes = StunAttributes.HEADER_BYTES + AddressValue.lengthBytes(family);
        return addresses * bytes <= room(request);
    }

    /** Never so much that the answer is longer than the request. */
    private void appendPadding(StunMessage request) {
        if (!Padding.isPresent(request)) {
            return;
        }
        int used = writer.lengthBytes() + StunAttributes.HEADER_BYTES + fingerprintBytes(request);
        int bytes =
                Math.min(Padding.lengthBytes(request), Math.max(0, request.lengthBytes() - used));
        Padding.append(writer, bytes & ~3);
    }

    private void writeUnknownAttribute(StunMessage request, List<Integer> unknown) {
        writeError(request, ErrorCode.UNKNOWN_ATTRIBUTE);
        UnknownAttributes.append(writer, unknown);
    }

    private void writeError(StunMessage request, ErrorCode error) {
        writer.beginResponse(StunClass.ERROR_RESPONSE, request);
        ErrorCode.append(writer, error);
    }

    private void finish(StunMessage request) {
        // Not for RFC 3489 clients, whose texts have lengths that are multiples of 4.
        boolean isPadded = Padding.isPresent(request);
        if (request.hasMagicCookie() && !isPadded && softwareBytes <= room(request)) {
            Software.append(writer, software);
        }
        if (hasFingerprint(request)) {
            Fingerprint.append(writer);
        }
    }

    private int room(StunMessage request) {
        return MAX_AMPLIFICATION * request.lengthBytes()
                - writer.lengthBytes()
                - fingerprintBytes(request);
    }

    private static int fingerprintBytes(StunMessage request) {
        return hasFingerprint(request) ? Fingerprint.ATTRIBUTE_BYTES : 0;
    }
}

package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Answers Binding requests without authentication (RFC 8489 §6.3, §13), statelessly. An answer is
 * never larger than {@link #MAX_AMPLIFICATION} times its request: source addresses can be forged.
 */
public final class BindingResponder {
    /** How much larger than the request an answer may be. */
    public static final int MAX_AMPLIFICATION = 3;

    private static final int MAX_SOFTWARE_BYTES = 128;

    /** More than header, ERROR-CODE, UNKNOWN-ATTRIBUTES, SOFTWARE and FINGERPRINT at their most. */
    private static final int CAPACITY_BYTES = 512;

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
     * Answers a request, or says why not.
     *
     * @param request a Binding request
     */
    public Optional<DropReason> onRequest(PeerAddress from, StunMessage request, Transmit out) {
        boolean fingerprint = request.hasMagicCookie() && Fingerprint.isPresent(request);
        if (fingerprint && !Fingerprint.isValid(request)) {
            return Optional.of(DropReason.STUN_BAD_FINGERPRINT);
        }
        List<Integer> unknown = UnknownAttributes.of(request);
        if (unknown.isEmpty()) {
            writeSuccess(from, request);
        } else {
            writeUnknownAttribute(request, unknown);
        }
        int fingerprintBytes = fingerprint ? Fingerprint.ATTRIBUTE_BYTES : 0;
        appendSoftware(request, fingerprintBytes);
        if (fingerprint) {
            Fingerprint.append(writer);
        }
        out.send(from, writer.message());
        return Optional.empty();
    }

    private void writeSuccess(PeerAddress from, StunMessage request) {
        writer.beginResponse(StunClass.SUCCESS_RESPONSE, request);
        if (request.hasMagicCookie()) {
            XorMappedAddress.append(writer, from);
        } else {
            MappedAddress.append(writer, from);
        }
    }

    private void writeUnknownAttribute(StunMessage request, List<Integer> unknown) {
        writer.beginResponse(StunClass.ERROR_RESPONSE, request);
        ErrorCode.append(writer, ErrorCode.UNKNOWN_ATTRIBUTE);
        UnknownAttributes.append(writer, unknown);
    }

    /** Not for RFC 3489 clients, whose texts have lengths that are multiples of 4. */
    private void appendSoftware(StunMessage request, int reservedBytes) {
        int room = MAX_AMPLIFICATION * request.lengthBytes() - writer.lengthBytes() - reservedBytes;
        if (request.hasMagicCookie() && softwareBytes <= room) {
            Software.append(writer, software);
        }
    }
}

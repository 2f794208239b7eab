package dev.rallypoint.turn.server;

import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.protocol.stun.AddressErrorCode;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.EvenPort;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.RequestedFamily;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.ReservationToken;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import dev.rallypoint.protocol.stun.XorRelayedAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Allocate, RFC 8656 §7.2. Its steps 1, 4 and 11 come before it, in {@link TurnServer}. */
final class AllocateMethod implements TurnMethod {
    private static final long MS_PER_SECOND = 1_000;

    private final TurnConfig config;
    private final RelayedAddresses addresses;
    private final Allocations allocations;
    private final Listening listening;

    /** Lets an allocation hear what comes to its relayed address. */
    interface Listening {
        void begin(Allocation allocation, Relayed relayed);
    }

    AllocateMethod(
            TurnConfig config,
            RelayedAddresses addresses,
            Allocations allocations,
            Listening listening) {
        this.config = config;
        this.addresses = addresses;
        this.allocations = allocations;
        this.listening = listening;
    }

    @Override
    public Optional<ErrorCode> handle(Call call, Login login, StunWriter success) {
        // Step 2. A request that was sent again is answered again (RFC 8489 §6.3.1).
        Optional<Allocation> present = call.allocation();
        if (present.isPresent()) {
            boolean isAgain =
                    present.get().createdBy().equals(call.request().transactionId())
                            && present.get().owner().equals(login.username());
            return isAgain
                    ? answer(present.get(), call, success)
                    : Optional.of(ErrorCode.ALLOCATION_MISMATCH);
        }
        Optional<ErrorCode> refused =
                refusedTransport(call.request())
                        .or(() -> refusedReservation(call))
                        .or(() -> refusedFamily(call.request()))
                        .or(() -> refusedQuota(call, login));
        return refused.isPresent() ? refused : allocate(call, login, success);
    }

    /** Step 3. */
    private static Optional<ErrorCode> refusedTransport(StunMessage request) {
        OptionalInt transport = RequestedTransport.find(request);
        if (transport.isEmpty()) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        return transport.getAsInt() == RequestedTransport.UDP
                ? Optional.empty()
                : Optional.of(ErrorCode.UNSUPPORTED_TRANSPORT);
    }

    /** Step 5. */
    private Optional<ErrorCode> refusedReservation(Call call) {
        StunMessage request = call.request();
        if (!ReservationToken.isPresent(request)) {
            return Optional.empty();
        }
        if (EvenPort.isPresent(request) || isRequested(request) || isAdditional(request)) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        OptionalLong token = ReservationToken.find(request);
        boolean isValid =
                token.isPresent() && addresses.isReserved(token.getAsLong(), call.nowMs());
        return isValid ? Optional.empty() : Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
    }

    private static boolean isRequested(StunMessage request) {
        return RequestedFamily.isPresent(request, AttributeType.REQUESTED_ADDRESS_FAMILY);
    }

    private static boolean isAdditional(StunMessage request) {
        return RequestedFamily.isPresent(request, AttributeType.ADDITIONAL_ADDRESS_FAMILY);
    }

    /** Steps 6 to 9, as far as they refuse. */
    private Optional<ErrorCode> refusedFamily(StunMessage request) {
        // Step 6.
        if (isRequested(request) && isAdditional(request)) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        // Step 8, and a malformed EVEN-PORT.
        boolean isMalformed = EvenPort.isPresent(request) && EvenPort.find(request).isEmpty();
        if (isMalformed || isPair(request) && isAdditional(request)) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        // Step 9: IPv6 is the only one that can be added.
        Optional<IpFamily> additional =
                RequestedFamily.find(request, AttributeType.ADDITIONAL_ADDRESS_FAMILY);
        if (isAdditional(request) && additional.filter(IpFamily.IPV6::equals).isEmpty()) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        // Step 7. With ADDITIONAL-ADDRESS-FAMILY one family of the two is enough.
        boolean isEnough = addresses.supports(IpFamily.IPV6) && additional.isPresent();
        return isEnough || family(request).filter(addresses::supports).isPresent()
                ? Optional.empty()
                : Optional.of(ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
    }

    /** The family that is asked for; empty if it is one that nobody knows. */
    private static Optional<IpFamily> family(StunMessage request) {
        return isRequested(request)
                ? RequestedFamily.find(request, AttributeType.REQUESTED_ADDRESS_FAMILY)
                : Optional.of(IpFamily.IPV4);
    }

    /** Step 10. What a token stands for has been counted when it was reserved. */
    private Optional<ErrorCode> refusedQuota(Call call, Login login) {
        if (ReservationToken.isPresent(call.request())) {
            return Optional.empty();
        }
        int wanted = isPair(call.request()) ? 2 : 1;
        String playerId = login.username().playerId();
        int has = allocations.countOf(playerId) + addresses.reservedFor(playerId);
        if (has + wanted > config.allocationsPerPlayer()) {
            return Optional.of(ErrorCode.ALLOCATION_QUOTA_REACHED);
        }
        return allocations.count() + addresses.reservations() + wanted > config.maxAllocations()
                ? Optional.of(ErrorCode.INSUFFICIENT_CAPACITY)
                : Optional.empty();
    }

    private static boolean isPair(StunMessage request) {
        return EvenPort.find(request).filter(EvenPort.WITH_NEXT::equals).isPresent();
    }

    /** "If all the checks pass": the address, the lifetime, the answer. */
    private Optional<ErrorCode> allocate(Call call, Login login, StunWriter success) {
        StunMessage request = call.request();
        Allocation allocation =
                new Allocation(
                        call.door(), call.client(), login.username(), request.transactionId());
        Optional<Relayed> first = first(call, allocation);
        first.ifPresent(allocation::add);
        if (isAdditional(request)) {
            addresses.open(IpFamily.IPV6).ifPresent(allocation::add);
        }
        if (allocation.relayed().isEmpty()) {
            return Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
        }
        long seconds = Lifetimes.of(request, config.maxLifetimeSeconds());
        allocation.setExpiry(call.nowMs() + seconds * MS_PER_SECOND);
        allocations.add(allocation);
        allocation.relayed().forEach(relayed -> listening.begin(allocation, relayed));
        return answer(allocation, call, success);
    }

    private Optional<Relayed> first(Call call, Allocation allocation) {
        StunMessage request = call.request();
        OptionalLong token = ReservationToken.find(request);
        if (token.isPresent()) {
            return addresses.redeem(token.getAsLong(), call.nowMs());
        }
        IpFamily family = family(request).orElseThrow();
        return EvenPort.find(request)
                .map(wanted -> addresses.openEven(family, wanted, allocation, call.nowMs()))
                .orElseGet(() -> addresses.open(family));
    }

    private Optional<ErrorCode> answer(Allocation allocation, Call call, StunWriter success) {
        allocation
                .relayed()
                .forEach(relayed -> XorRelayedAddress.append(success, relayed.address()));
        Lifetime.append(success, allocation.secondsLeft(call.nowMs()));
        allocation.reservationToken().ifPresent(token -> ReservationToken.append(success, token));
        XorMappedAddress.append(success, allocation.client());
        if (isAdditional(call.request()) && allocation.relayed().size() == 1) {
            appendMissing(allocation, success);
        }
        return Optional.empty();
    }

    /** Step 9: why only one of two could be had. */
    private void appendMissing(Allocation allocation, StunWriter success) {
        IpFamily missing =
                allocation.relayed().get(0).family() == IpFamily.IPV4
                        ? IpFamily.IPV6
                        : IpFamily.IPV4;
        AddressErrorCode.append(
                success,
                missing,
                addresses.supports(missing)
                        ? ErrorCode.INSUFFICIENT_CAPACITY
                        : ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
    }
}

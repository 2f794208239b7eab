package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.RequestedFamily;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import java.util.Optional;

/** Refresh, RFC 8656 §8.2. */
final class RefreshMethod extends OnAllocation {
    private static final long MS_PER_SECOND = 1_000;
    private static final int FAMILY = AttributeType.REQUESTED_ADDRESS_FAMILY;

    private final int maxLifetimeSeconds;
    private final Allocations allocations;
    private final RelayedAddresses addresses;

    RefreshMethod(int maxLifetimeSeconds, Allocations allocations, RelayedAddresses addresses) {
        this.maxLifetimeSeconds = maxLifetimeSeconds;
        this.allocations = allocations;
        this.addresses = addresses;
    }

    @Override
    Optional<ErrorCode> handle(Call call, Allocation allocation, StunWriter success) {
        StunMessage request = call.request();
        boolean isForOne = RequestedFamily.isPresent(request, FAMILY);
        Optional<IpFamily> family = RequestedFamily.find(request, FAMILY);
        // A family that the allocation has not: 443.
        if (isForOne && !has(allocation, family)) {
            return Optional.of(ErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
        }
        if (Lifetime.find(request).orElse(1) == 0) {
            delete(allocation, family);
            Lifetime.append(success, 0);
            return Optional.empty();
        }
        long seconds = Lifetimes.of(request, maxLifetimeSeconds);
        allocation.setExpiry(call.nowMs() + seconds * MS_PER_SECOND);
        Lifetime.append(success, seconds);
        return Optional.empty();
    }

    private static boolean has(Allocation allocation, Optional<IpFamily> family) {
        return allocation.relayed().stream()
                .anyMatch(relayed -> family.filter(relayed.family()::equals).isPresent());
    }

    /** All of it, at once: the client may use the port again for its next one. */
    private void delete(Allocation allocation, Optional<IpFamily> family) {
        if (family.isPresent() && allocation.relayed().size() > 1) {
            allocation.take(family.get()).ifPresent(addresses::close);
        } else {
            allocations.remove(allocation);
        }
    }
}

package dev.rallypoint.contract;

import java.util.stream.Stream;

/**
 * Every message on the event bus, by room. Sealed, so that a codec is registered for each one and
 * none is forgotten. Addresses, scopes and timeouts are in {@link BusContract}.
 */
public sealed interface BusMessage
        permits BusMessage.Done,
                AddressMessage,
                CheatMessage,
                FilterMessage,
                LobbyMessage,
                LoginMessage,
                NodeMessage,
                RatingMessage,
                RelayMessage,
                ResultMessage,
                SecurityMessage,
                StoreMessage,
                TicketMessage,
                TimelineMessage {
    /** The answer when there is nothing to say. */
    record Done() implements BusMessage {}

    /** The records of all rooms. */
    static Stream<Class<?>> types() {
        return types(BusMessage.class);
    }

    private static Stream<Class<?>> types(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(BusMessage::types);
    }
}

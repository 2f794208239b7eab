package dev.rallypoint.runtime;

import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusContract.Scope;
import dev.rallypoint.contract.BusContract.Topic;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus, typed: only what {@link dev.rallypoint.contract.BusContract} names can be asked or
 * published. On one node messages travel as they are; between nodes as JSON. Refusals ({@link
 * RejectedException}) cross it as values.
 */
public final class VertxBus {
    private static final Logger LOG = LoggerFactory.getLogger(VertxBus.class);

    /** Vert.x wants a number in a refusal; the code travels by name, before the detail. */
    private static final int REFUSED = 0;

    private static final String SEPARATOR = "\n";

    private final EventBus bus;

    /** What this node answers itself, whoever else does: the way there is the shortest. */
    private final Set<String> servedHere = ConcurrentHashMap.newKeySet();

    /** Registers the codecs: one {@code VertxBus} for each Vertx. */
    public VertxBus(Vertx vertx) {
        bus = vertx.eventBus();
        BusMessage.types().forEach(this::registerCodec);
    }

    private <T> void registerCodec(Class<T> type) {
        bus.registerDefaultCodec(type, new VertxJsonCodec<>(type));
    }

    /**
     * Asks; this node if it serves the address. Fails with {@link RejectedException} if refused,
     * with code {@link Request#unanswered()} if nobody answered in time or nobody serves the
     * address.
     */
    public <Q extends BusMessage, A extends BusMessage> Future<A> request(
            Request<Q, A> request, Q question) {
        DeliveryOptions options =
                new DeliveryOptions()
                        .setSendTimeout(request.timeoutMs())
                        .setLocalOnly(
                                request.scope() == Scope.NODE
                                        || servedHere.contains(request.address()));
        return bus.<A>request(request.address(), question, options)
                .map(Message::body)
                .recover(failure -> Future.failedFuture(toRejection(request, failure)));
    }

    /**
     * Answers. The handler runs on the verticle's context.
     *
     * @return completes when the address is known to all nodes
     */
    public <Q extends BusMessage, A extends BusMessage> Future<Void> serve(
            Request<Q, A> request, Function<Q, Future<A>> handler) {
        return this.<Q>consumer(request.address(), request.scope())
                .endHandler(unregistered -> servedHere.remove(request.address()))
                .handler(message -> answer(request, message, handler))
                .completion()
                .onSuccess(registered -> servedHere.add(request.address()));
    }

    public <E extends BusMessage> void publish(Topic<E> topic, E event) {
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(topic.scope() == Scope.NODE);
        bus.publish(topic.address(), event, options);
    }

    /**
     * @return completes when the address is known to all nodes
     */
    public <E extends BusMessage> Future<Void> subscribe(Topic<E> topic, Consumer<E> handler) {
        return this.<E>consumer(topic.address(), topic.scope())
                .handler(message -> handler.accept(message.body()))
                .completion();
    }

    private <T> MessageConsumer<T> consumer(String address, Scope scope) {
        return scope == Scope.NODE ? bus.localConsumer(address) : bus.consumer(address);
    }

    private static <Q extends BusMessage, A extends BusMessage> void answer(
            Request<Q, A> request, Message<Q> message, Function<Q, Future<A>> handler) {
        Future<A> answer;
        try {
            answer = handler.apply(message.body());
        } catch (RuntimeException failure) {
            answer = Future.failedFuture(failure);
        }
        answer.onSuccess(message::reply).onFailure(failure -> refuse(request, message, failure));
    }

    private static void refuse(Request<?, ?> request, Message<?> message, Throwable failure) {
        if (failure instanceof RejectedException rejected) {
            Rejection refusal = rejected.rejection();
            message.fail(REFUSED, refusal.code().name() + SEPARATOR + refusal.detail());
            return;
        }
        LOG.error("failed to answer address={}", request.address(), failure);
        message.fail(REFUSED, ProblemCode.INTERNAL.name() + SEPARATOR);
    }

    private static Throwable toRejection(Request<?, ?> request, Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return failure;
        }
        if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            String[] codeAndDetail = reply.getMessage().split(SEPARATOR, 2);
            return new RejectedException(codeNamed(codeAndDetail[0]), codeAndDetail[1]);
        }
        return new RejectedException(request.unanswered(), request.address() + " did not answer");
    }

    /** By name, since the numbers of another version's codes may be others. */
    private static ProblemCode codeNamed(String name) {
        return Stream.of(ProblemCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(ProblemCode.INTERNAL);
    }

    /** All of several registrations. */
    public static Future<Void> all(List<Future<Void>> registrations) {
        return Future.all(new ArrayList<>(registrations)).mapEmpty();
    }
}

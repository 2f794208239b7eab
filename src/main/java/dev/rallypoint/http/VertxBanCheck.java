package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.Optional;

/** Whether somebody may log in: who he is, is known later than where he calls from. */
record VertxBanCheck(VertxBus bus) {
    private static final String LOGIN = "login";

    /** Fails with BANNED. */
    Future<Void> ofDevice(VertxExchange call, String deviceHash) {
        return ask(new AdmitCall(host(call), Optional.empty(), "device", Optional.of(deviceHash)));
    }

    /** Fails with BANNED; else a token may be given out. */
    Future<Void> ofPlayer(VertxExchange call, String playerId) {
        return ask(new AdmitCall(host(call), Optional.of(playerId), LOGIN));
    }

    private static String host(VertxExchange call) {
        return call.client().host();
    }

    private Future<Void> ask(AdmitCall question) {
        return bus.request(BusContract.ADMIT_CALL, question).compose(VertxBanCheck::follow);
    }

    private static Future<Void> follow(CallVerdict verdict) {
        return verdict.refused()
                .map(refused -> Future.<Void>failedFuture(new RejectedException(refused)))
                .orElseGet(Future::succeededFuture);
    }
}

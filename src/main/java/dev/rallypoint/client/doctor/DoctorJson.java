package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.contract.Api;

/** The JSON of {@code GET /v1/doctor}. */
final class DoctorJson {
    private DoctorJson() {}

    static Api.DoctorData data(Json json) {
        return new Api.DoctorData(
                json.get("serverTime").text(),
                json.get("nodeId").text(),
                json.get("region").text(),
                json.findText("yourAddress"),
                json.get("offers").items().stream().map(Json::text).toList());
    }
}

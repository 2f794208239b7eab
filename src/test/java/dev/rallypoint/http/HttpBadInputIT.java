package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBadInputIT {
    private static final String LOBBY = "/v1/lobbies/" + FakeRooms.LOBBY_ID;
    private static HttpNode node;
    private static String token;

    @BeforeAll
    static void start() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        token = node.token("Ada");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void refuseNothingMore() {
        node.rooms.refusals.clear();
    }

    private static void assertProblem(HttpResponse<String> answer, ProblemCode code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code.status());
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getMap())
                .containsEntry("code", code.code())
                .containsEntry("type", "urn:rallypoint:problem:" + code.code())
                .containsEntry("status", code.status())
                .containsEntry("title", code.title());
    }

    private static String detail(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("detail");
    }

    /** In bodies ' stands for ", and #n for n letters. */
    private static String json(String text) {
        String json = text == null ? "" : text.replace('\'', '"');
        while (json.contains("#")) {
            int begin = json.indexOf('#');
            int end = json.indexOf(';', begin);
            int length = Integer.parseInt(json.substring(begin + 1, end));
            json = json.substring(0, begin) + "x".repeat(length) + json.substring(end + 1);
        }
        return json;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /v1/auth/guest | {'displayName':'#33;'} | displayName must be a string of 1 to"
                        + " 32 characters, not blank, without control characters.",
                "POST /v1/auth/guest | {'displayName':''} | displayName must be a string of 1 to 32",
                "POST /v1/auth/guest | {'displayName':'  '} | displayName must be a string of 1 to",
                "POST /v1/auth/guest | {'displayName':'a\\nb'} | displayName must be a string of 1",
                "POST /v1/auth/guest | {'displayName':'a\\u202Eb'} | displayName must be a string",
                "POST /v1/auth/guest | {'displayName':7} | displayName must be a string of 1 to 32",
                "POST /v1/auth/guest | {'displayName':null} | displayName must be a string of 1 to",
                "POST /v1/auth/guest | {} | displayName must be a string of 1 to 32 characters",
                "POST /v1/auth/guest | {'displayName':'a','deviceId':'#31;'} | deviceId must be a"
                        + " string of 32 to 256 characters",
                "POST /v1/auth/guest | {'displayName':'a','deviceId':'#257;'} | deviceId must be a",
                "POST /v1/auth/guest | [] | The body must be a JSON object.",
                "POST /v1/auth/guest | 7 | The body must be a JSON object.",
                "POST /v1/auth/guest | {'displayName' | The body is not JSON.",
                "POST /v1/auth/guest | {'displayName':'a'}} | The body is not JSON.",
                "POST /v1/lobbies | {'gameMode':'m','capacity':2} | name must be a string of 1 to 64",
                "POST /v1/lobbies | {'name':'#65;','gameMode':'m','capacity':2} | name must be a",
                "POST /v1/lobbies | {'name':'n','gameMode':'A B','capacity':2} | gameMode must be a"
                        + " string of 1 to 32 characters, of the characters a-z, 0-9 and -.",
                "POST /v1/lobbies | {'name':'n','gameMode':'#33;','capacity':2} | gameMode must be",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':1} | capacity must be an"
                        + " integer from 2 to 64.",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':65} | capacity must be",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2.5} | capacity must be",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':'2'} | capacity must be",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':1e99} | capacity must be",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'track':'#65;'} | track",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'visibility':'x'} |"
                        + " visibility must be one of public, private.",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'paths':'x'} |"
                        + " paths must be one of relay-only, prefer-direct.",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'forwarding':'x'} |"
                        + " forwarding must be one of framed, raw, star.",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'password':''} |"
                        + " password must be a string of 1 to 128 characters",
                "POST LOBBY/members | {'regions':7} |"
                        + " regions must be a list of 0 to 32 items, each an object with the"
                        + " id of a region and rttMs from 0 to 10000.",
                "POST LOBBY/members | {'regions':{}} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[7]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[null]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[[]]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west'}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'rttMs':1}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'E U','rttMs':1}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':null,'rttMs':1}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west','rttMs':-0.1}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west','rttMs':10000.1}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west','rttMs':1e999}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west','rttMs':'1'}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST LOBBY/members | {'regions':[{'id':'eu-west','rttMs':null}]} |"
                        + " regions must be a list of 0 to 32 items",
                "POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'regions':[7]} |"
                        + " regions must be a list of 0 to 32 items",
                "PATCH LOBBY | {'password':'#129;'} | password must be a string of 0 to 128",
                "PATCH LOBBY | | This call needs a JSON body.",
                "POST LOBBY/members | {'password':1} | password must be a string of 1 to 128",
                "POST LOBBY/messages | {'text':'#501;'} | text must be a string of 1 to 500",
                "POST LOBBY/messages | {} | text must be a string of 1 to 500 characters",
                "POST LOBBY/connections | {'flavour':'quic'} | flavour must be one of netcode-1.02,",
                "PUT LOBBY/members/me/ready | {'ready':'yes'} | ready must be true or false.",
                "POST /v1/tickets | {} | gameMode must be a string of 1 to 32 characters",
                "POST /v1/tickets | {'gameMode':''} | gameMode must be a string of 1 to 32",
                "POST /v1/tickets | {'gameMode':' '} | gameMode must be a string of 1 to 32",
                "POST /v1/tickets | {'gameMode':'m','regions':[{'id':'','rttMs':1}]} | regions must",
                "POST /v1/tickets | {'gameMode':'m','party':['']} | party must be a list of 0 to 63"
                        + " items, of player ids.",
                "POST /v1/tickets | {'gameMode':'m','party':['  ']} | party must be a list",
                "POST /v1/tickets | {'gameMode':'m','party':['#65;']} | party must be a list",
                "POST /v1/tickets | {'gameMode':'m','party':'p'} | party must be a list",
                "POST /v1/tickets | {'gameMode':'m','attributes':[]} | attributes must be",
                "POST /v1/tickets | {'gameMode':'m','attributes':{'':'x'}} | attributes must be",
                "POST /v1/tickets | {'gameMode':'m','attributes':{' ':'x'}} | attributes must be",
                "POST /v1/tickets | {'gameMode':'m','attributes':{'#33;':'x'}} | attributes must be",
                "POST /v1/tickets | {'gameMode':'m','attributes':{'a':'#65;'}} | attributes must be",
                "POST /v1/tickets | {'gameMode':'m','attributes':{'a':'b\\nc'}} | attributes must",
                "POST /v1/tickets | {'gameMode':'m','attributes':{'a':1}} | attributes must be",
                "POST /v1/tickets/LOBBY-ID/confirm | {'regions':7} | regions must be a list",
                "POST /v1/lobbies/quick-join | {'gameMode':''} | gameMode must be a string of 1 to",
                "POST /v1/lobbies/quick-join | {'maxRttMs':0} | maxRttMs must be an integer from 1"
                        + " to 10000.",
                "POST /v1/lobbies/quick-join | {'maxRttMs':10001} | maxRttMs must be an integer",
            })
    void namesTheFieldAndItsRange(String call, String body, String detail) {
        String[] words =
                call.replace("LOBBY-ID", FakeRooms.LOBBY_ID).replace("LOBBY", LOBBY).split(" ");
        HttpResponse<String> answer = node.send(words[0], words[1], token, json(body));
        assertProblem(answer, ProblemCode.INVALID_BODY);
        assertThat(detail(answer)).startsWith(detail);
    }

    @Test
    void takesAtMostSixteenAttributesOfATicket() {
        JsonObject attributes = new JsonObject();
        for (int name = 0; name < 17; name++) {
            attributes.put("name" + name, "value");
        }
        JsonObject body = new JsonObject().put("gameMode", "m").put("attributes", attributes);
        assertProblem(
                node.send("POST", "/v1/tickets", token, body.encode()), ProblemCode.INVALID_BODY);
    }

    @Test
    void takesAtMostThirtyTwoMeasuredRegions() {
        String one = ",{\"id\":\"eu\",\"rttMs\":1}";
        for (int regions : new int[] {32, 33}) {
            String list = "{\"regions\":[" + one.repeat(regions).substring(1) + "]}";
            HttpResponse<String> answer = node.send("POST", LOBBY + "/members", token, list);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(regions > 32 ? 400 : 200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/lobbies?limit=0 | limit must be an integer from 1 to 100.",
                "/v1/lobbies?limit=101 | limit must be an integer from 1 to 100.",
                "/v1/lobbies?limit=many | limit must be an integer from 1 to 100.",
                "/v1/lobbies?limit= | limit must be an integer from 1 to 100.",
                "/v1/lobbies?hasRoom=perhaps | hasRoom must be true or false.",
                "/v1/lobbies?gameMode=UPPER | gameMode must be a string of 1 to 32 characters",
                "/v1/lobbies?region=%22 | region",
                "/v1/lobbies?region=%2525zz | ",
                "LOBBY/events?lastEventId=-1 | lastEventId must be an integer",
                "LOBBY/events?lastEventId=x | lastEventId must be an integer",
            })
    void namesTheParameterAndItsRange(String path, String detail) {
        HttpResponse<String> answer = node.send("GET", path.replace("LOBBY", LOBBY), token, "");
        assertProblem(answer, ProblemCode.INVALID_PARAMETER);
        assertThat(detail(answer)).startsWith(detail == null ? "" : detail);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/lobbies/nope, LOBBY_NOT_FOUND",
        "GET, /v1/lobbies/3F2504E0-4F89-41D3-9A0C-0305E82C3301, LOBBY_NOT_FOUND",
        "POST, /v1/lobbies/nope/members, LOBBY_NOT_FOUND",
        "POST, /v1/lobbies/nope/start, LOBBY_NOT_FOUND",
        "GET, /v1/lobbies/nope/events, LOBBY_NOT_FOUND",
        "GET, /v1/players/nope, PLAYER_NOT_FOUND",
        "GET, /v1/players/p0000000000000, PLAYER_NOT_FOUND",
        "GET, /v1/nowhere, NOT_FOUND",
        "GET, /v1, NOT_FOUND",
        "GET, /favicon.ico, NOT_FOUND",
        "POST, /v1/lobbies/a/b/c/d, NOT_FOUND",
        "GET, /v1/lobbies/../../etc/passwd, NOT_FOUND",
        "PUT, /v1/me, METHOD_NOT_ALLOWED",
        "DELETE, /v1/lobbies, METHOD_NOT_ALLOWED",
        "GET, /v1/auth/guest, METHOD_NOT_ALLOWED",
        "BREW, /v1/regions, METHOD_NOT_ALLOWED",
        "GET, /v1/lobbies/3f2504e0-4f89-41d3-9a0c-0305e82c3301/start, METHOD_NOT_ALLOWED",
    })
    void namesWhatIsNotThere(String method, String path, ProblemCode code) {
        HttpResponse<String> answer = node.send(method, path, token, "");
        assertProblem(answer, code);
        assertThat(answer.headers().firstValue("Allow").isPresent())
                .isEqualTo(code == ProblemCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void namesTheLegalMethods() {
        assertThat(node.send("PUT", "/v1/lobbies", token, "").headers().firstValue("Allow"))
                .hasValueSatisfying(
                        methods -> assertThat(methods.split(", ")).containsOnly("GET", "POST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "application/problem+json",
                ""
            })
    void refusesBodiesThatDoNotSayTheyAreJson(String type) {
        var request = node.request("POST", "/v1/lobbies", token, "");
        request.method("POST", BodyPublishers.ofString("{}"));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        assertProblem(node.send(request), ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/json ;x=y"
            })
    void takesJsonHoweverItIsSpelt(String type) {
        var request = node.request("POST", LOBBY + "/messages", token, "");
        request.method("POST", BodyPublishers.ofString("{\"text\":\"hi\"}"))
                .header("Content-Type", type);
        assertThat(node.send(request).statusCode()).isEqualTo(204);
    }

    @Test
    void refusesABodyOverTheLimitWithAndWithoutItsLength() {
        String body = "{\"text\":\"" + "x".repeat(5_000) + "\"}";
        assertProblem(
                node.send("POST", LOBBY + "/messages", token, body), ProblemCode.BODY_TOO_LARGE);
        var chunked = node.request("POST", LOBBY + "/messages", token, body);
        chunked.method("POST", BodyPublishers.fromPublisher(BodyPublishers.ofString(body)));
        assertProblem(node.send(chunked), ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void survivesDeeplyNestedJson() {
        String deep = "[".repeat(2_000) + "]".repeat(2_000);
        assertProblem(
                node.send("POST", "/v1/auth/guest", "", "{\"displayName\":" + deep + "}"),
                ProblemCode.INVALID_BODY);
    }

    @Test
    void neverRepeatsAPasswordThatWasRefused() {
        String secret = "s3cret".repeat(30);
        assertThat(node.send("PATCH", LOBBY, token, "{\"password\":\"" + secret + "\"}").body())
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void passesEveryRefusalOfARoomOn(ProblemCode code) {
        node.rooms.refusals.add(new RejectedException(code, "because"));
        HttpResponse<String> answer = node.send("GET", LOBBY, token, "");
        assertProblem(answer, code);
        assertThat(detail(answer)).isEqualTo("because");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/lobbies?limit=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/lobbies/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET //v1//me HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://other.example/v1/me HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /v1/auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                        + "Content-Type: application/json\r\nExpect: magic\r\n\r\n{}",
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
            })
    void answersMalformedHttpWithAClientError(String request) throws IOException {
        assertThat(statusOf(request)).as(request).isBetween(400, 499);
    }

    @Test
    void refusesOversizedHeadersAndRequestLines() throws IOException {
        String longHeader = "X-Long: " + "x".repeat(20_000);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: x\r\n" + longHeader + "\r\n\r\n"))
                .isBetween(400, 499);
        assertThat(statusOf("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isBetween(400, 499);
        assertThat(node.send("GET", "/v1/regions", "", "").statusCode()).isEqualTo(200);
    }

    private static int statusOf(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.http.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String head = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
            assertThat(head).as(request).startsWith("HTTP/1.");
            return Integer.parseInt(head.substring(9));
        }
    }
}

package dev.rallypoint.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens that are a player's in every way that has ever worked somewhere (RFC 8725 §2). */
public final class ForgedTokens {
    private static final String HS256 = "HmacSHA256";
    private static final byte[] NO_KEY = new byte[32];

    private final String header;
    private final String kid;
    private final String claims;
    private final String signature;
    private final byte[] key;
    private final Map<String, String> forged = new LinkedHashMap<>();

    /**
     * @param genuine a token
     * @param key that signed it
     */
    public ForgedTokens(String genuine, byte[] key) {
        String[] parts = genuine.split("\\.");
        this.header = new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8);
        this.claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
        this.signature = parts[2];
        this.kid = header.replaceAll(".*\"kid\":\"(\\w+)\".*", "$1");
        this.key = key.clone();
    }

    /** The same claims, signed as they should be. */
    public String genuine() {
        return signed(header, claims, key, HS256);
    }

    /** Tokens by what is wrong with them. */
    public Map<String, String> all() {
        forged.clear();
        withoutSignature();
        withOtherKeys();
        withTheRightKey();
        return forged;
    }

    private void withoutSignature() {
        for (String alg : List.of("none", "None", "NONE", "")) {
            String unsigned = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(alg, kid);
            forged.put("alg " + alg, base64(unsigned) + "." + base64(claims) + ".");
        }
        String twice = "{\"alg\":\"HS256\",\"kid\":\"%s\",\"alg\":\"none\"}".formatted(kid);
        forged.put("two algs", base64(twice) + "." + base64(claims) + ".");
        forged.put("no alg", base64("{\"kid\":\"" + kid + "\"}") + "." + base64(claims) + ".");
        String later = claims.replaceFirst("\"exp\":\\d+", "\"exp\":9999999999");
        forged.put("other claims", base64(header) + "." + base64(later) + "." + signature);
    }

    private void withOtherKeys() {
        forged.put("zero key", signed(header, claims, NO_KEY, HS256));
        forged.put("key id as key", signed(header, claims, kid.getBytes(UTF_8), HS256));
        for (String other : List.of("../../../../dev/null", "x' UNION SELECT 'AAAA", "0", "")) {
            forged.put("kid " + other, signed(header.replace(kid, other), claims, NO_KEY, HS256));
        }
        for (String source : List.of("jku", "x5u", "jwk")) {
            String remote =
                    header.replace("{", "{\"%s\":\"http://127.0.0.1:1/\",".formatted(source));
            forged.put(source, signed(remote, claims, NO_KEY, HS256));
        }
    }

    /** One algorithm, one issuer, an end: also for who has the key. */
    private void withTheRightKey() {
        forged.put("HS384", signed(header.replace("HS256", "HS384"), claims, key, "HmacSHA384"));
        forged.put("HS512", signed(header.replace("HS256", "HS512"), claims, key, "HmacSHA512"));
        String endless = claims.replaceFirst(",\"exp\":\\d+", "");
        forged.put("no end", signed(header, endless, key, HS256));
        String over = claims.replaceFirst("\"exp\":\\d+", "\"exp\":1");
        forged.put("over", signed(header, over, key, HS256));
        String other = claims.replace("\"iss\":\"rallypoint\"", "\"iss\":\"other\"");
        forged.put("other issuer", signed(header, other, key, HS256));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String signed(String header, String claims, byte[] key, String mac) {
        try {
            String text = base64(header) + "." + base64(claims);
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(key, mac));
            byte[] signature = hmac.doFinal(text.getBytes(UTF_8));
            return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority that signs certificates for loopback with OpenSSL, the tool that operators have. Its
 * folders have the layout of Let's Encrypt: links in {@code live} to numbered files.
 */
public final class TestAuthority {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** What a key is made with, and the header that its PEM file has. */
    public enum Key {
        RSA("-newkey", "rsa:2048"),
        SMALL_RSA("-newkey", "rsa:1024"),
        EC("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");

        private final List<String> arguments;

        Key(String... arguments) {
            this.arguments = List.of(arguments);
        }
    }

    private final ForeignTool openssl = ForeignTool.require("openssl", "openssl");
    private final Path folder;
    private int issued;

    /** Makes its key and certificate in that folder. */
    public TestAuthority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=Test authority",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign",
                "-keyout",
                file("ca.key"),
                "-out",
                file("ca.pem"));
    }

    /** The certificate that clients trust. */
    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** Where the node reads: {@code fullchain.pem} and {@code privkey.pem}. */
    public Path live() {
        return folder.resolve("live");
    }

    /** Signs a certificate and switches the links to it, as certbot does. */
    public void renew(String name, Key key, int days) throws IOException, InterruptedException {
        int number = issue(name, key, days);
        Files.createDirectories(live());
        link("fullchain", number);
        link("privkey", number);
    }

    /** Signs a certificate without giving it to anybody. */
    public int issue(String name, Key key, int days) throws IOException, InterruptedException {
        int number = ++issued;
        Path extensions = folder.resolve("extensions");
        Files.writeString(
                extensions,
                "subjectAltName=DNS:localhost,DNS:"
                        + name
                        + ",IP:127.0.0.1,IP:127.0.0.2\nextendedKeyUsage=serverAuth\n"
                        + "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                        // As those of Let's Encrypt; nobody asks there.
                        + "crlDistributionPoints=URI:http://crl.example/ca.crl\n");
        List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes"));
        request.addAll(key.arguments);
        request.addAll(List.of("-subj", "/CN=" + name, "-keyout", archived("privkey", number)));
        request.addAll(List.of("-out", file("request.pem")));
        run(request.toArray(String[]::new));
        run(
                "x509",
                "-req",
                "-in",
                file("request.pem"),
                "-CA",
                file("ca.pem"),
                "-CAkey",
                file("ca.key"),
                "-CAcreateserial",
                "-days",
                "" + days,
                "-extfile",
                extensions.toString(),
                "-out",
                archived("fullchain", number));
        return number;
    }

    /** Makes a certificate that is valid from so many seconds on, and that nobody has signed. */
    public int makeForLater(String name, int seconds) throws IOException, InterruptedException {
        int number = ++issued;
        String store = file("later" + number + ".p12");
        String password = "not-secret";
        List<String> pair = new ArrayList<>(List.of("-genkeypair", "-alias", "later"));
        pair.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name));
        pair.addAll(List.of("-startdate", "+" + seconds + "S", "-validity", "20"));
        pair.addAll(List.of("-storetype", "PKCS12", "-keystore", store, "-storepass", password));
        ForeignTool.Run made =
                ForeignTool.require("keytool", "openjdk-17-jre-headless")
                        .run(LIMIT, pair.toArray(String[]::new));
        assertThat(made.exitCode()).as(made.output()).isZero();
        String passin = "pass:" + password;
        run(
                "pkcs12",
                "-in",
                store,
                "-passin",
                passin,
                "-nokeys",
                "-out",
                archived("fullchain", number));
        run(
                "pkcs12",
                "-in",
                store,
                "-passin",
                passin,
                "-nodes",
                "-nocerts",
                "-out",
                archived("privkey", number));
        return number;
    }

    /** Points one of the two links at the file of that number. */
    public void link(String what, int number) throws IOException {
        Path link = live().resolve(what + ".pem");
        Path fresh = live().resolve(what + ".new");
        Files.createSymbolicLink(fresh, Path.of("..", what + number + ".pem"));
        Files.move(fresh, link, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The key of that number as PKCS #1 or SEC 1, which older tools write. */
    public void traditional(int number, Path file) throws IOException, InterruptedException {
        run("pkey", "-traditional", "-in", archived("privkey", number), "-out", file.toString());
    }

    public Path key(int number) {
        return Path.of(archived("privkey", number));
    }

    public Path fullchain(int number) {
        return Path.of(archived("fullchain", number));
    }

    private String archived(String what, int number) {
        return file(what + number + ".pem");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        ForeignTool.Run run = openssl.run(LIMIT, arguments);
        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}

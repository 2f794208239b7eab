package dev.rallypoint.contract;

/** TLS of the HTTP ports. */
public record TlsConfig(
        @Setting(
                        value = "",
                        why =
                                "Directory with certificate and key, as /etc/letsencrypt/live/…;"
                                        + " empty = the API speaks plain HTTP.")
                String directory,
        @Setting(
                        value = "fullchain.pem",
                        why =
                                "PEM certificates in that directory, the server's first, then the"
                                        + " intermediate ones.")
                String certificate,
        @Setting(
                        value = "privkey.pem",
                        why = "PEM key of the first one in that directory: PKCS #8, #1 or SEC 1.")
                String key,
        @Setting(
                        value = "30",
                        min = 1,
                        max = 86_400,
                        unit = "s",
                        why =
                                "How often both files are read again; a new pair serves new"
                                        + " connections, open ones stay.")
                int checkSeconds,
        @Setting(
                        value = "31536000",
                        max = 63_072_000,
                        unit = "s",
                        why =
                                "How long browsers remember to use nothing but https with this host"
                                        + " name, on all its ports (HSTS); 0 = not said.")
                int hstsSeconds,
        @Setting(
                        value = "-1",
                        min = -1,
                        max = 65_535,
                        why =
                                "TCP port of http.host that sends browsers on from http to https;"
                                        + " -1 = none, 0 = any free one.")
                int redirectPort,
        @Setting(
                        value = "",
                        why =
                                "Directory that certbot's or acme.sh's webroot mode writes to, shown"
                                        + " under /.well-known/acme-challenge/ of the redirect"
                                        + " port; empty = none.")
                String acmeWebroot) {}

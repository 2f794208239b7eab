package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a PostgreSQL database.
 *
 * @param key the configuration key it came from
 * @param where hosts, ports and database name: what may be shown and compared
 */
record PostgresUrl(String key, String url, String where) {
    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql://([^/?\\s]+/[^?\\s]+)(\\?\\S*)?");
    private static final Pattern SECRET = Pattern.compile("[?&](user|password)=");

    /**
     * @throws ConfigException if it is none
     */
    static PostgresUrl of(String key, String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches() || form.group(1).contains("@")) {
            throw new ConfigException(
                    key
                            + " is not jdbc:postgresql://host:port/database (nor empty: the SQLite file)");
        }
        if (SECRET.matcher(url).find()) {
            throw new ConfigException(
                    key
                            + " names a user or a password; they belong in store.user and"
                            + " store.password (RALLYPOINT_STORE_PASSWORD), which is never shown");
        }
        return new PostgresUrl(key, url, form.group(1));
    }

    /** As messages name it. */
    String name() {
        return key + ": the database " + where;
    }
}

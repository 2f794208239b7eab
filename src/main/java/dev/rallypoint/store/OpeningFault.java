package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;

/** Why a database cannot be opened, by what an operator can do about it. */
enum OpeningFault {
    DAMAGED(
            "Stop all nodes, restore a backup of it, or move it and its -wal and -shm files away to"
                    + " start with an empty one."),
    UNWRITABLE(
            "Check that node.dataDirectory is a directory which this user may write, and that the"
                    + " disk has room."),
    LOCKED("Stop the other process that holds it, such as a backup tool or a shell."),
    FOREIGN("It belongs to another program: set store.file to another name."),
    FOREIGN_TABLES(
            "Its tables belong to another program: set store.url to another database, or to a schema"
                    + " of its own with ?currentSchema=NAME."),
    WRONG_LOGIN(
            "Check store.user, store.password (RALLYPOINT_STORE_PASSWORD) and the server's"
                    + " pg_hba.conf."),
    NO_DATABASE("Create it: see docs/OPERATIONS.md, \"PostgreSQL\"."),
    NO_RIGHTS("Make the role store.user the owner of the database."),
    NEWER("Start that version, or restore a backup from before."),
    OTHER("See docs/OPERATIONS.md, \"store unavailable\".");

    private final String nextStep;

    OpeningFault(String nextStep) {
        this.nextStep = nextStep;
    }

    /**
     * Names database, reason and next step.
     *
     * @param database the configuration key and what it says
     */
    ConfigException of(String database, String reason, Throwable cause) {
        String oneLine = reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
        return new ConfigException(
                database + " cannot be used: " + oneLine + ". " + nextStep, cause);
    }
}

package dev.rallypoint.store;

/** What a call changed about a match's results, for the figures. */
enum ResultNews {
    NOTHING,
    SETTLED,
    DISPUTED,
    CONTRADICTED,
    CORRECTED,
    VOIDED
}

/**
 * Floor 3: how good players are, and what is believed about how races went. Pure: {@link
 * dev.rallypoint.rating.PlackettLuce} says what one match does to the ratings of its players
 * ({@link dev.rallypoint.rating.Rating}, OpenSkill's scale), {@link
 * dev.rallypoint.rating.RatingTerms} what time does to them. Owns no state: the store keeps every
 * match with the rating before and after it and makes ratings from these places in the order in
 * which matches ended, whatever order they are told in. {@link
 * dev.rallypoint.rating.RatingVerticle} of each node answers for whoever makes matches, also while
 * the database is away. See docs/RATING.md.
 */
package dev.rallypoint.rating;

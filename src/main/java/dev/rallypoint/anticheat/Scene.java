package dev.rallypoint.anticheat;

/** What a rule may look at besides the states that it is given. */
record Scene(StateHistory history, Course course, Contacts contacts) {}

/** What tests share: a network in virtual time, seeded entropy. No sockets, no clock. */
package dev.rallypoint.support;

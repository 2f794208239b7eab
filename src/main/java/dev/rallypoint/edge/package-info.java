/**
 * What stands between the internet and every HTTP port of a node: how many connections there may be
 * and how slow, TLS from files that are followed, who the client behind a proxy is, and the headers
 * that browsers are told. Shared by the rooms that serve HTTP; decides nothing about calls. The
 * rules are pure and live in {@code security}; here they meet Netty's pipeline and Vert.x. A
 * connection's state is owned by its event loop, the seats of a port are shared. Never logs what a
 * client sent.
 */
package dev.rallypoint.edge;

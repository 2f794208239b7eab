package dev.rallypoint.store;

import javax.sql.DataSource;

/**
 * What a pool is made of.
 *
 * @param pool its name in metrics
 * @param size connections at most
 */
record JdbcConnections(String pool, int size, DataSource source) {}

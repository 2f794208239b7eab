/**
 * Floor 6: what a benchmark found, as values, and how it is shown: a table while it runs, JSON, and
 * a page with plots that needs no other file. Pure: figures come in, text goes out.
 */
package dev.rallypoint.bench.report;

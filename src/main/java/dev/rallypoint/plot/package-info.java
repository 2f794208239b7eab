/**
 * Floor 3: plots as SVG elements for pages that need no other file; their colours are those of
 * {@code report.css}. Pure: numbers come in, text goes out.
 */
package dev.rallypoint.plot;

/** The program: its start, its command line, its node and its HTTP API. */
package io.mandi.http;

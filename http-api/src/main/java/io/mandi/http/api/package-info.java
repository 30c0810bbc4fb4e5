/**
 * The HTTP API: routes, reading of requests, answers and problems. {@link io.mandi.http.api.HttpApi} is the way in; each
 * {@code …Routes} class holds what belongs to one resource.
 */
package io.mandi.http.api;

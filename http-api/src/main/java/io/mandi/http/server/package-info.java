/** What is below the API: the listening socket, its connections, how long they may take, and how they end. */
package io.mandi.http.server;

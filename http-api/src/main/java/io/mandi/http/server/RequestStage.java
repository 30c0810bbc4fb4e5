package io.mandi.http.server;

import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Between HTTP and the handler: notes when a request is there and when it is answered, and ends the connection when told.
 */
final class RequestStage extends GraphStage<BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest>> {
    private static final HttpHeader CLOSE = org.apache.pekko.http.javadsl.model.headers.Connection.create("close");

    private static final int SWITCHING_PROTOCOLS = 101;

    private final Inlet<HttpResponse> fromHandler = Inlet.create("fromHandler");
    private final Outlet<HttpResponse> toHttp = Outlet.create("toHttp");
    private final Inlet<HttpRequest> fromHttp = Inlet.create("fromHttp");
    private final Outlet<HttpRequest> toHandler = Outlet.create("toHandler");

    @Override
    public BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest> shape() {
        return new BidiShape<>(fromHandler, toHttp, fromHttp, toHandler);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic(Connection.of(attributes));
    }

    private final class Logic extends GraphStageLogic {
        private final Connection connection;
        private boolean last;

        Logic(Connection connection) {
            super(shape());
            this.connection = connection;
            setHandler(fromHttp, new AbstractInHandler() {
                @Override
                public void onPush() {
                    connection.requestArrived();
                    push(toHandler, grab(fromHttp));
                }

                @Override
                public void onUpstreamFinish() {
                    // The answer to the request that it has may still come.
                    complete(toHandler);
                }
            });
            setHandler(toHandler, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromHttp);
                }
            });
            setHandler(fromHandler, new AbstractInHandler() {
                @Override
                public void onPush() {
                    answer(grab(fromHandler));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toHttp);
                }
            });
            setHandler(toHttp, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromHandler);
                }
            });
        }

        private void answer(HttpResponse response) {
            if (response.status().intValue() == SWITCHING_PROTOCOLS) {
                connection.becameSocket();
                push(toHttp, response);
                return;
            }
            connection.answered();
            // HTTP itself closes behind an answer that says so. Ending the stage here as well could overtake the
            // answer.
            push(toHttp, last ? response.addHeader(CLOSE) : response);
        }

        private void end(Connection.Ending how) {
            if (how == Connection.Ending.WHEN_ANSWERED && connection.isSocket()) {
                // Whoever has the socket says so on it, and closes it.
                return;
            }
            if (how == Connection.Ending.AT_ONCE || !connection.hasRequest()) {
                completeStage();
            } else {
                last = true;
            }
        }

        @Override
        public void preStart() {
            connection.opened(createAsyncCallback(this::end));
        }

        @Override
        public void postStop() {
            connection.closed();
        }
    }
}

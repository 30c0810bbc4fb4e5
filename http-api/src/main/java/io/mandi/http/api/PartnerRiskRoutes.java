package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.ExposureState;
import io.mandi.engine.ledger.PartnerRisk;
import io.mandi.engine.ledger.RiskFactor;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.ledger.PartnerExposure;
import io.mandi.persistence.ledger.PartnerLedgers;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How much of its limit a partner has used, and how risky it is. */
final class PartnerRiskRoutes {
    private static final int MONEY_SCALE = 2;

    private final PartnerLedgers ledgers;

    PartnerRiskRoutes(PartnerLedgers ledgers) {
        this.ledgers = ledgers;
    }

    List<Endpoint> endpoints() {
        String one = PartnerCalls.ONE;
        return List.of(
                Endpoint.of("GET", one + "/exposure", Permission.RISK_READ, this::exposure),
                Endpoint.of("POST", one + "/assess-risk", Permission.RISK_ASSESS, this::assess));
    }

    private CompletionStage<Answer> exposure(Call call) {
        call.parameters();
        return ledgers.exposure(PartnerCalls.number(call), call.caller()).handle((found, failure) -> {
            PartnerExposure exposure =
                    Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> write(out, exposure));
        });
    }

    private static void write(JsonGenerator out, PartnerExposure partner) throws IOException {
        Exposure exposure = partner.exposure();
        ExposureState state = exposure.state(partner.limit());
        out.writeStartObject();
        out.writeStringField("partner_id", partner.partnerId());
        CatalogueAnswers.writeText(out, "limit", partner.limit());
        out.writeStringField("held", money(exposure.held()));
        out.writeStringField("converted", money(exposure.converted()));
        out.writeStringField("total", money(exposure.total()));
        out.writeStringField("headroom", money(exposure.headroom(partner.limit())));
        out.writeStringField(
                "utilisation_percent", exposure.utilisation(partner.limit()).toPlainString());
        out.writeStringField("state", state.colour().name());
        CatalogueAnswers.writeText(out, "level", state.level());
        out.writeEndObject();
    }

    /** With two decimals, or more where there are. */
    private static String money(BigDecimal amount) {
        return amount.setScale(Math.max(MONEY_SCALE, amount.scale())).toPlainString();
    }

    private CompletionStage<Answer> assess(Call call) {
        call.parameters();
        return ledgers.assess(PartnerCalls.number(call), call.caller()).handle((assessed, failure) -> {
            Optional<PartnerRisk> risk = CatalogueAnswers.written(assessed, failure);
            PartnerRisk found = risk.orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> write(out, found));
        });
    }

    private static void write(JsonGenerator out, PartnerRisk risk) throws IOException {
        out.writeStartObject();
        out.writeNumberField("score", risk.score());
        out.writeStringField("status", risk.status().name());
        out.writeArrayFieldStart("factors");
        for (RiskFactor factor : risk.factors()) {
            out.writeStartObject();
            out.writeStringField("factor", factor.kind().name());
            out.writeNumberField("deduction", factor.points());
            out.writeEndObject();
        }
        out.writeEndArray();
        CatalogueAnswers.writeText(
                out, "recommended_limit", risk.recommendedLimit().map(PartnerRiskRoutes::money));
        out.writeEndObject();
    }
}

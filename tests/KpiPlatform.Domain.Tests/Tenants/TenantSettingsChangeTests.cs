using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Tenants;

public sealed class TenantSettingsChangeTests
{
    private static readonly TenantSettings Before = TenantSettingsValidator.Complete(new()
    {
        DisplayName = "Before",
        Surveys = [new("csat", SurveyType.Csat, 1, 5, 4, false), new("nps", SurveyType.Nps, 0, 10, 9, false)],
        Dimensions = [new("channel", "channel", ["web", "store"])],
        Journeys = [new("signup", ["start", "done"], 30)],
    });

    public static TheoryData<string, object> Fixed() => new()
    {
        { "tenant.time_zone", Before with { TimeZone = "Europe/Berlin" } },
        { "tenant.currency_code", Before with { Currency = "USD" } },
        { "tenant.fiscal_year_start_month", Before with { FiscalYearStartMonth = 2 } },
        { "tenant.lapse_days", Before with { LapseDays = 60 } },
        { "tenant.return_window_days", Before with { ReturnWindowDays = 60 } },
        { "tenant.base_activity_kinds", Before with { BaseActivityKinds = [InteractionKind.Purchase, InteractionKind.Visit] } },
        { "tenant.dimensions", Before with { Dimensions = [] } },
        { "tenant.dimensions", Before with { Dimensions = [new("channel", "channel", ["store", "web"])] } },
        { "tenant.dimensions", Before with { Dimensions = [.. Before.Dimensions, new("x", "label:x", ["a"])] } },
        { "tenant.surveys", Before with { Surveys = [Before.Surveys[0]] } },
        { "tenant.surveys[1]", Before with { Surveys = [Before.Surveys[0], Before.Surveys[1] with { Reversed = true }] } },
        { "tenant.journeys", Before with { Journeys = [] } },
        { "tenant.journeys[0]", Before with { Journeys = [new("signup", ["start", "middle", "done"], 30)] } },
        { "tenant.journeys[0]", Before with { Journeys = [new("signup", ["start", "done"], 31)] } },
    };

    [Theory]
    [MemberData(nameof(Fixed))]
    public void Check_WhatInteractionsWereCountedUnder_IsFixedOnceThereAreAny(string field, object after)
    {
        TenantSettingsChange.Check(Before, (TenantSettings)after, isFixed: false).ShouldBeTrue();

        var error = Should.Throw<DomainException>(() => TenantSettingsChange.Check(Before, (TenantSettings)after, isFixed: true));
        error.Kind.ShouldBe(ErrorKind.FailedPrecondition);
        error.Reason.ShouldBe("SETTING_FIXED");
        error.Field.ShouldBe(field);
    }

    [Fact]
    public void Check_DisplayNameOrNothing_IsAllowedAndRaisesNothing()
    {
        TenantSettingsChange.Check(Before, Before with { DisplayName = "After" }, isFixed: true).ShouldBeFalse();
        TenantSettingsChange.Check(Before, Before with { Surveys = [Before.Surveys[1], Before.Surveys[0]] }, isFixed: true).ShouldBeFalse();
    }

    [Fact]
    public void Check_SurveysAndJourneysAdded_IsAllowedAndRaisesTheVersion()
    {
        TenantSettingsChange.Check(Before, Before with { Surveys = [new("ces", SurveyType.Ces, 1, 7, 5, false), .. Before.Surveys] }, isFixed: true).ShouldBeTrue();
        TenantSettingsChange.Check(Before, Before with { Journeys = [.. Before.Journeys, new("b", ["x", "y"], 1)] }, isFixed: true).ShouldBeTrue();
    }
}

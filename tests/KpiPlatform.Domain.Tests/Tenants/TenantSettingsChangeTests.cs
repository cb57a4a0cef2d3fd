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

    public static TheoryData<string, object> Recounted() => new()
    {
        { "tenant.fiscal_year_start_month", Before with { FiscalYearStartMonth = 2 } },
        { "tenant.lapse_days", Before with { LapseDays = 60 } },
        { "tenant.return_window_days", Before with { ReturnWindowDays = 60 } },
        { "tenant.base_activity_kinds", Before with { BaseActivityKinds = [InteractionKind.Purchase, InteractionKind.Visit] } },
        { "tenant.dimensions", Before with { Dimensions = [] } },
        { "tenant.dimensions", Before with { Dimensions = [new("channel", "channel", ["store", "web"])] } },
        { "tenant.dimensions", Before with { Dimensions = [.. Before.Dimensions, new("x", "label:x", ["a"])] } },
        { "tenant.surveys", Before with { Surveys = [Before.Surveys[0]] } },
        { "tenant.surveys[1]", Before with { Surveys = [Before.Surveys[0], Before.Surveys[1] with { Reversed = true }] } },
        { "tenant.measures_shards", Before with { MeasuresShards = 2 } },
        { "tenant.journeys", Before with { Journeys = [] } },
        { "tenant.journeys[0]", Before with { Journeys = [new("signup", ["start", "middle", "done"], 30)] } },
        { "tenant.journeys[0]", Before with { Journeys = [new("signup", ["start", "done"], 31)] } },
    };

    [Theory]
    [MemberData(nameof(Recounted))]
    public void Check_WhatInteractionsCountUnder_IsRecounted(string field, object after)
    {
        TenantSettingsChange.Check(Before, (TenantSettings)after, isFixed: false).ShouldBe(SettingsEffect.Recount);
        TenantSettingsChange.Check(Before, (TenantSettings)after, isFixed: true).ShouldBe(SettingsEffect.Recount);
        TenantSettingsChange.FirstRecounted(Before, (TenantSettings)after).ShouldBe(field);
    }

    [Theory]
    [InlineData("tenant.time_zone", "Europe/Berlin", "EUR")]
    [InlineData("tenant.currency_code", "Etc/UTC", "USD")]
    public void Check_ZoneAndCurrency_AreFixedOnceThereAreInteractions(string field, string zone, string currency)
    {
        var after = Before with { TimeZone = zone, Currency = currency };
        TenantSettingsChange.Check(Before, after, isFixed: false).ShouldBe(SettingsEffect.Recount);

        var error = Should.Throw<DomainException>(() => TenantSettingsChange.Check(Before, after, isFixed: true));
        error.Kind.ShouldBe(ErrorKind.FailedPrecondition);
        error.Reason.ShouldBe("SETTING_FIXED");
        error.Field.ShouldBe(field);
    }

    [Fact]
    public void Check_DisplayNameOrNothing_ChangesNothingThatCounts()
    {
        TenantSettingsChange.Check(Before, Before with { DisplayName = "After" }, isFixed: true).ShouldBe(SettingsEffect.None);
        TenantSettingsChange.Check(Before, Before with { Surveys = [Before.Surveys[1], Before.Surveys[0]] }, isFixed: true).ShouldBe(SettingsEffect.None);
    }

    [Fact]
    public void Check_SurveysAndJourneysAdded_RaisesTheVersionWithoutCountingAnew()
    {
        TenantSettingsChange.Check(Before, Before with { Surveys = [new("ces", SurveyType.Ces, 1, 7, 5, false), .. Before.Surveys] }, isFixed: true).ShouldBe(SettingsEffect.NewVersion);
        TenantSettingsChange.Check(Before, Before with { Journeys = [.. Before.Journeys, new("b", ["x", "y"], 1)] }, isFixed: true).ShouldBe(SettingsEffect.NewVersion);
    }
}

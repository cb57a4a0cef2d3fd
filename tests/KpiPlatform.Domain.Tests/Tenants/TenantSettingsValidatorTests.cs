using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Tenants;

public sealed class TenantSettingsValidatorTests
{
    private static readonly SurveyDefinition Csat = new("csat", SurveyType.Csat, 0, 0, 0, false);
    private static readonly DimensionDefinition Channel = new("channel", "channel", ["web", "store"]);
    private static readonly JourneyDefinition Signup = new("signup", ["start", "done"], 0);

    public static TheoryData<string, string, object> BadSettings() => new()
    {
        { "TEXT_TOO_LONG", "tenant.display_name", new TenantSettings { DisplayName = new string('x', 201) } },
        { "INVALID_TIME_ZONE", "tenant.time_zone", new TenantSettings { TimeZone = "Mars/Olympus" } },
        { "INVALID_TIME_ZONE", "tenant.time_zone", new TenantSettings { TimeZone = "UTC+07" } },
        { "INVALID_TIME_ZONE", "tenant.time_zone", new TenantSettings { TimeZone = "europe/berlin" } },
        { "INVALID_CURRENCY", "tenant.currency_code", new TenantSettings { Currency = "EURO" } },
        { "INVALID_CURRENCY", "tenant.currency_code", new TenantSettings { Currency = "eur" } },
        { "OUT_OF_RANGE", "tenant.fiscal_year_start_month", new TenantSettings { FiscalYearStartMonth = 13 } },
        { "OUT_OF_RANGE", "tenant.fiscal_year_start_month", new TenantSettings { FiscalYearStartMonth = -1 } },
        { "OUT_OF_RANGE", "tenant.lapse_days", new TenantSettings { LapseDays = 3_651 } },
        { "OUT_OF_RANGE", "tenant.return_window_days", new TenantSettings { ReturnWindowDays = -5 } },
        { "OUT_OF_RANGE", "tenant.measures_shards", new TenantSettings { MeasuresShards = 3 } },
        { "OUT_OF_RANGE", "tenant.measures_shards", new TenantSettings { MeasuresShards = 128 } },
        { "OUT_OF_RANGE", "tenant.measures_shards", new TenantSettings { MeasuresShards = -1 } },
        { "INVALID_KIND", "tenant.base_activity_kinds[1]", new TenantSettings { BaseActivityKinds = [InteractionKind.Visit, InteractionKind.Spend] } },
        { "INVALID_KIND", "tenant.base_activity_kinds[0]", new TenantSettings { BaseActivityKinds = [InteractionKind.None] } },
        { "DUPLICATE_KIND", "tenant.base_activity_kinds[1]", new TenantSettings { BaseActivityKinds = [InteractionKind.Visit, InteractionKind.Visit] } },
        { "INVALID_ID", "tenant.surveys[0].id", new TenantSettings { Surveys = [Csat with { Id = "Ä" }] } },
        { "DUPLICATE_ID", "tenant.surveys[1].id", new TenantSettings { Surveys = [Csat, Csat] } },
        { "REQUIRED", "tenant.surveys[0].type", new TenantSettings { Surveys = [Csat with { Type = (SurveyType)9 }] } },
        { "INVALID_NUMBER", "tenant.surveys[0].scale_max", new TenantSettings { Surveys = [Csat with { ScaleMax = double.NaN }] } },
        { "INVALID_SCALE", "tenant.surveys[0].scale_min", new TenantSettings { Surveys = [Csat with { ScaleMin = 5, ScaleMax = 5 }] } },
        { "OUT_OF_RANGE", "tenant.surveys[0].scale_max", new TenantSettings { Surveys = [Csat with { ScaleMin = 1, ScaleMax = 1e9 }] } },
        { "INVALID_SCALE", "tenant.surveys[0].satisfied_from", new TenantSettings { Surveys = [Csat with { SatisfiedFrom = 6 }] } },
        { "INVALID_SCALE", "tenant.surveys[0].satisfied_from", new TenantSettings { Surveys = [Csat with { ScaleMin = 1, ScaleMax = 3 }] } },
        { "INVALID_SCALE", "tenant.surveys[0].scale_max", new TenantSettings { Surveys = [Csat with { Type = SurveyType.Nps, ScaleMin = 0, ScaleMax = 5 }] } },
        { "INVALID_SCALE", "tenant.surveys[0].scale_min", new TenantSettings { Surveys = [Csat with { Type = SurveyType.Nps, ScaleMin = 1, ScaleMax = 10 }] } },
        { "INVALID_SCALE", "tenant.surveys[0].satisfied_from", new TenantSettings { Surveys = [Csat with { Type = SurveyType.Nps, SatisfiedFrom = 8 }] } },
        { "INVALID_COUNT", "tenant.surveys", new TenantSettings { Surveys = [.. Enumerable.Range(0, 65).Select(i => Csat with { Id = $"s{i}" })] } },
        { "INVALID_SOURCE", "tenant.dimensions[0].source", new TenantSettings { Dimensions = [Channel with { Source = "region" }] } },
        { "INVALID_SOURCE", "tenant.dimensions[0].source", new TenantSettings { Dimensions = [Channel with { Source = "label:" }] } },
        { "INVALID_SOURCE", "tenant.dimensions[0].source", new TenantSettings { Dimensions = [Channel with { Source = "attribute:" + new string('k', 65) }] } },
        { "INVALID_COUNT", "tenant.dimensions[0].values", new TenantSettings { Dimensions = [Channel with { Values = [] }] } },
        { "INVALID_COUNT", "tenant.dimensions[0].values", new TenantSettings { Dimensions = [Channel with { Values = [.. Enumerable.Range(0, 1_001).Select(i => $"v{i}")] }] } },
        { "REQUIRED", "tenant.dimensions[0].values[1]", new TenantSettings { Dimensions = [Channel with { Values = ["a", string.Empty] }] } },
        { "TEXT_TOO_LONG", "tenant.dimensions[0].values[0]", new TenantSettings { Dimensions = [Channel with { Values = [new string('x', 257)] }] } },
        { "DUPLICATE_ID", "tenant.dimensions[0].values[2]", new TenantSettings { Dimensions = [Channel with { Values = ["a", "b", "a"] }] } },
        { "DUPLICATE_ID", "tenant.dimensions[1].id", new TenantSettings { Dimensions = [Channel, Channel] } },
        { "INVALID_COUNT", "tenant.dimensions", new TenantSettings { Dimensions = [.. Enumerable.Range(0, 9).Select(i => Channel with { Id = $"d{i}" })] } },
        { "INVALID_COUNT", "tenant.journeys[0].steps", new TenantSettings { Journeys = [Signup with { Steps = ["only"] }] } },
        { "DUPLICATE_ID", "tenant.journeys[0].steps[1]", new TenantSettings { Journeys = [Signup with { Steps = ["a", "a"] }] } },
        { "OUT_OF_RANGE", "tenant.journeys[0].window_days", new TenantSettings { Journeys = [Signup with { WindowDays = 4_000 }] } },
        { "INVALID_COUNT", "tenant.journeys", new TenantSettings { Journeys = [.. Enumerable.Range(0, 33).Select(i => Signup with { Id = $"j{i}" })] } },
    };

    [Theory]
    [InlineData(-2.0, 2.0, 0.0, 0.0)]
    [InlineData(0.0, 1.0, 0.0, 0.0)]
    [InlineData(1.0, 5.0, 0.0, 4.0)]
    [InlineData(1.0, 5.0, null, 4.0)]
    [InlineData(0.0, 10.0, null, 4.0)]
    public void Complete_SatisfiedFrom_IsWhatWasGivenWhereItCanBeMeant(double min, double max, double? given, double expected)
    {
        var survey = Csat with { ScaleMin = min, ScaleMax = max, SatisfiedFrom = given };

        TenantSettingsValidator.Complete(new TenantSettings { Surveys = [survey] }).Surveys[0].SatisfiedFrom.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Complete_BadSetting_IsRefusedNamingTheField(string reason, string field, object settings)
    {
        var error = Should.Throw<DomainException>(() => TenantSettingsValidator.Complete((TenantSettings)settings));
        error.Kind.ShouldBe(ErrorKind.InvalidArgument);
        error.Field.ShouldBe(field);
        error.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Complete_NothingSaid_IsTheDefault()
    {
        var settings = TenantSettingsValidator.Complete(new()
        {
            TimeZone = string.Empty,
            Currency = string.Empty,
            FiscalYearStartMonth = 0,
            LapseDays = 0,
            ReturnWindowDays = 0,
            BaseActivityKinds = [],
            Surveys = [Csat, Csat with { Id = "nps", Type = SurveyType.Nps }, Csat with { Id = "ces", Type = SurveyType.Ces }],
            Journeys = [Signup],
        });

        settings.TimeZone.ShouldBe("Etc/UTC");
        settings.Currency.ShouldBe("EUR");
        settings.FiscalYearStartMonth.ShouldBe(1);
        settings.LapseDays.ShouldBe(90);
        settings.ReturnWindowDays.ShouldBe(90);
        settings.BaseActivityKinds.ShouldBe([InteractionKind.Purchase]);
        settings.Surveys.ShouldBe(
        [
            new("csat", SurveyType.Csat, 1, 5, 4, false), new("nps", SurveyType.Nps, 0, 10, 9, false), new("ces", SurveyType.Ces, 1, 7, 5, false),
        ]);
        settings.Journeys.Single().WindowDays.ShouldBe(30);
        TenantSettingsChange.Check(settings, TenantSettingsValidator.Complete(settings), isFixed: true).ShouldBe(SettingsEffect.None, "completing again changes nothing");
        _ = new TenantDefinition(new TenantNumber(1), 1, settings);
    }

    [Fact]
    public void Complete_WhatWasSaid_IsKept()
    {
        var settings = TenantSettingsValidator.Complete(new()
        {
            DisplayName = "Ümlaut & Co",
            TimeZone = "Asia/Kathmandu",
            Currency = "JPY",
            FiscalYearStartMonth = 4,
            LapseDays = 3_650,
            ReturnWindowDays = 1,
            BaseActivityKinds = [InteractionKind.Visit, InteractionKind.Usage],
            Surveys = [new("thumbs", SurveyType.Csat, 0, 1, 1, true), new("other", SurveyType.Other, 10, 20, 0, false)],
            Dimensions = [Channel, new("plan", "attribute:plan", ["a"]), new("tag", "label:x", ["ä"])],
        });
        settings.TimeZone.ShouldBe("Asia/Kathmandu");
        settings.BaseActivityKinds.ShouldBe([InteractionKind.Visit, InteractionKind.Usage]);
        settings.Surveys[0].ShouldBe(new("thumbs", SurveyType.Csat, 0, 1, 1, true));
        settings.Surveys[1].ScaleMax.ShouldBe(20);
        settings.Dimensions.Count.ShouldBe(3);
    }
}

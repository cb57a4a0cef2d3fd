using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Tenants between the contract and the domain. The tenant's grain checks settings and fills in what they leave open.</summary>
internal static class TenantMapper
{
    /// <summary>The fields that can be updated.</summary>
    public static readonly IReadOnlyList<string> Changeable =
    [
        "display_name", "time_zone", "currency_code", "fiscal_year_start_month", "lapse_days", "return_window_days", "clv_horizon_years",
        "base_activity_kinds", "surveys", "dimensions", "journeys", "lifecycle", "target_segment", "premium_programme", "performance", "rfm", "segments", "personal_retention_days", "facts_retention_days", "industry", "share_benchmarks", "measures_shards",
    ];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "definition_version", "settings_fixed", "etag", "create_time", "update_time", "backfill", "service_rates", "state", "suspend_reason", "delete_time", "coverage_start_date"];

    /// <summary>The tenant of a document.</summary>
    public static Proto.Tenant ToProto(TenantId id, TenantDocument document)
    {
        var settings = GrainJson.Read<TenantSettings>(document.SettingsJson);
        var tenant = new Proto.Tenant
        {
            Name = ResourceNames.Tenant(id),
            DisplayName = settings.DisplayName,
            TimeZone = settings.TimeZone,
            CurrencyCode = settings.Currency,
            FiscalYearStartMonth = settings.FiscalYearStartMonth,
            LapseDays = settings.LapseDays,
            ClvHorizonYears = settings.ClvHorizonYears,
            ReturnWindowDays = settings.ReturnWindowDays,
            DefinitionVersion = document.DefinitionVersion,
            SettingsFixed = document.Fixed,
            Etag = document.Etag,
            CreateTime = Times.OfTicks(document.CreatedAtTicks),
            UpdateTime = Times.OfTicks(document.UpdatedAtTicks),
            Lifecycle = new() { NewDays = settings.Lifecycle.NewDays, ReturnedDays = settings.Lifecycle.ReturnedDays, LapsingPercent = settings.Lifecycle.LapsingPercent },
            TargetSegment = settings.TargetSegment is { } segment ? new() { Attribute = segment.Attribute, Values = { segment.Values } } : null,
            PremiumProgramme = settings.PremiumProgramme ?? string.Empty,
            PersonalRetentionDays = settings.PersonalRetentionDays,
            FactsRetentionDays = settings.FactsRetentionDays,
            MeasuresShards = settings.MeasuresShards,
            State = document.Standing switch
            {
                { DeleteAtTicks: not null } => Proto.TenantState.Deleting,
                { IsSuspended: true } => Proto.TenantState.Suspended,
                _ => Proto.TenantState.Active,
            },
            SuspendReason = document.Standing?.Reason ?? string.Empty,
            DeleteTime = Times.OfTicks(document.Standing?.DeleteAtTicks),
            Industry = settings.Industry,
            ShareBenchmarks = settings.ShareBenchmarks,
            CoverageStartDate = settings.CoverageFromDay is { } covered ? LocalDay.Format(covered) : string.Empty,
            Performance = new() { Parts = { settings.Performance.Parts.Select(part => new Proto.PerformancePartSettings { Part = (Proto.PerformancePart)part.Part, Weight = part.Weight, Worst = part.Worst, Best = part.Best }) } },
            Rfm = new() { RecencyDays = { settings.Rfm.RecencyDays }, FrequencyOrders = { settings.Rfm.FrequencyOrders }, Monetary = { settings.Rfm.Monetary } },
            Segments = { settings.Segments.Select(segment => new Proto.Segment { Id = segment.Id, DisplayName = segment.DisplayName, Filter = segment.Filter }) },
            Backfill = document.Backfill is { } backfill ? BackfillMapper.ToProto(backfill) : null,
        };
        foreach (var kind in settings.BaseActivityKinds)
            tenant.BaseActivityKinds.Add(InteractionKinds.NameOf(kind));
        foreach (var survey in settings.Surveys)
            tenant.Surveys.Add(ToProto(survey));
        foreach (var dimension in settings.Dimensions)
            tenant.Dimensions.Add(new Proto.Dimension { Id = dimension.Id, Source = dimension.Source, Values = { dimension.Values } });
        foreach (var journey in settings.Journeys)
            tenant.Journeys.Add(new Proto.Journey { Id = journey.Id, Steps = { journey.Steps }, WindowDays = journey.WindowDays });
        foreach (var rate in settings.ServiceRates)
        {
            tenant.ServiceRates.Add(new Proto.TenantServiceRate
            {
                Unit = rate.Unit == ServiceRateUnit.Ticket ? "ticket" : "contact_minute",
                Date = LocalDay.Format(rate.Day),
                RateMinor = rate.RateMinor,
            });
        }

        return tenant;
    }

    /// <summary>Settings with what a tenant as sent changes in them.</summary>
    /// <exception cref="DomainException">A kind of base_activity_kinds is none.</exception>
    public static TenantSettings Apply(Proto.Tenant tenant, UpdateMask mask, TenantSettings settings) => settings with
    {
        DisplayName = mask.Has("display_name") ? tenant.DisplayName : settings.DisplayName,
        TimeZone = mask.Has("time_zone") ? tenant.TimeZone : settings.TimeZone,
        Currency = mask.Has("currency_code") ? tenant.CurrencyCode : settings.Currency,
        FiscalYearStartMonth = mask.Has("fiscal_year_start_month") ? tenant.FiscalYearStartMonth : settings.FiscalYearStartMonth,
        LapseDays = mask.Has("lapse_days") ? tenant.LapseDays : settings.LapseDays,
        ClvHorizonYears = mask.Has("clv_horizon_years") ? tenant.ClvHorizonYears : settings.ClvHorizonYears,
        ReturnWindowDays = mask.Has("return_window_days") ? tenant.ReturnWindowDays : settings.ReturnWindowDays,
        BaseActivityKinds = mask.Has("base_activity_kinds") ? ReadKinds(tenant) : settings.BaseActivityKinds,
        Surveys = mask.Has("surveys") ? [.. tenant.Surveys.Select(Read)] : settings.Surveys,
        Dimensions = mask.Has("dimensions")
            ? [.. tenant.Dimensions.Select(dimension => new DimensionDefinition(dimension.Id, dimension.Source, [.. dimension.Values]))]
            : settings.Dimensions,
        Lifecycle = mask.Has("lifecycle")
            ? new() { NewDays = tenant.Lifecycle?.NewDays ?? 0, ReturnedDays = tenant.Lifecycle?.ReturnedDays ?? 0, LapsingPercent = tenant.Lifecycle?.LapsingPercent ?? 0 }
            : settings.Lifecycle,
        Performance = mask.Has("performance")
            ? new() { Parts = [.. (tenant.Performance?.Parts ?? []).Select(part => new PerformancePartSettings((PerformancePart)part.Part, part.Weight, part.Worst, part.Best))] }
            : settings.Performance,
        Rfm = mask.Has("rfm")
            ? new() { RecencyDays = [.. tenant.Rfm?.RecencyDays ?? []], FrequencyOrders = [.. tenant.Rfm?.FrequencyOrders ?? []], Monetary = [.. tenant.Rfm?.Monetary ?? []] }
            : settings.Rfm,
        Industry = mask.Has("industry") ? tenant.Industry : settings.Industry,
        ShareBenchmarks = mask.Has("share_benchmarks") ? tenant.ShareBenchmarks : settings.ShareBenchmarks,
        PersonalRetentionDays = mask.Has("personal_retention_days") ? tenant.PersonalRetentionDays : settings.PersonalRetentionDays,
        FactsRetentionDays = mask.Has("facts_retention_days") ? tenant.FactsRetentionDays : settings.FactsRetentionDays,
        MeasuresShards = mask.Has("measures_shards") && tenant.MeasuresShards != 0 ? tenant.MeasuresShards : settings.MeasuresShards,
        Segments = mask.Has("segments") ? ReadSegments(tenant, settings) : settings.Segments,
        Journeys = mask.Has("journeys")
            ? [.. tenant.Journeys.Select(journey => new JourneyDefinition(journey.Id, [.. journey.Steps], journey.WindowDays))]
            : settings.Journeys,
        TargetSegment = !mask.Has("target_segment") ? settings.TargetSegment
            : tenant.TargetSegment is { } segment ? new AttributeSegment(segment.Attribute, [.. segment.Values])
            : null,
        PremiumProgramme = !mask.Has("premium_programme") ? settings.PremiumProgramme
            : tenant.PremiumProgramme.Length == 0 ? null : tenant.PremiumProgramme,
    };

    /// <summary>Segments as sent; one that is known keeps what the message of a tenant does not show.</summary>
    private static List<SegmentDefinition> ReadSegments(Proto.Tenant tenant, TenantSettings settings) =>
    [
        .. tenant.Segments.Select(sent =>
            (settings.Segments.FirstOrDefault(known => string.Equals(known.Id, sent.Id, StringComparison.Ordinal)) ?? new(sent.Id, string.Empty, string.Empty))
                with { DisplayName = sent.DisplayName, Filter = sent.Filter }),
    ];

    private static List<InteractionKind> ReadKinds(Proto.Tenant tenant)
    {
        var kinds = new List<InteractionKind>(tenant.BaseActivityKinds.Count);
        foreach (var name in tenant.BaseActivityKinds)
        {
            if (!InteractionKinds.TryParse(name, out var kind))
            {
                throw new DomainException(
                    ErrorKind.InvalidArgument,
                    "INVALID_KIND",
                    $"\"{DisplayText.Of(name)}\" is not a kind of interaction: use the field names of Interaction.kind, such as purchase.",
                    $"tenant.base_activity_kinds[{kinds.Count}]");
            }

            kinds.Add(kind);
        }

        return kinds;
    }

    private static SurveyDefinition Read(Proto.Survey survey) =>
        new(survey.Id, (SurveyType)survey.Type, survey.ScaleMin, survey.ScaleMax, survey.HasSatisfiedFrom ? survey.SatisfiedFrom : null, survey.Reversed);

    private static Proto.Survey ToProto(SurveyDefinition survey) => new()
    {
        Id = survey.Id,
        Type = (Proto.SurveyType)survey.Type,
        ScaleMin = survey.ScaleMin,
        ScaleMax = survey.ScaleMax,
        SatisfiedFrom = survey.SatisfiedFrom ?? 0,
        Reversed = survey.Reversed,
    };
}

using System.Text;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Segments;
using NodaTime;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Checks a tenant's settings as they are taken in, and fills in what they leave open (zero or empty).</summary>
public static class TenantSettingsValidator
{
    /// <summary>Prefix of field paths.</summary>
    public const string Root = "tenant";

    private const string AttributeSource = "attribute:";
    private const string LabelSource = "label:";
    private const string ChannelSource = "channel";

    /// <summary>Checks and completes settings.</summary>
    /// <param name="settings">As sent.</param>
    /// <param name="before">Settings in force, for a change; null if there are none.</param>
    /// <returns>Settings that a <see cref="TenantDefinition"/> can be made of.</returns>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static TenantSettings Complete(TenantSettings settings, TenantSettings? before = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequireText(settings.DisplayName, TenantLimits.MaxDisplayNameBytes, $"{Root}.display_name");
        var defaults = new TenantSettings();
        var completed = settings with
        {
            TimeZone = OrDefault(settings.TimeZone, defaults.TimeZone),
            Currency = OrDefault(settings.Currency, defaults.Currency),
            FiscalYearStartMonth = OrDefault(settings.FiscalYearStartMonth, defaults.FiscalYearStartMonth),
            LapseDays = OrDefault(settings.LapseDays, defaults.LapseDays),
            ReturnWindowDays = OrDefault(settings.ReturnWindowDays, defaults.ReturnWindowDays),
            ClvHorizonYears = OrDefault(settings.ClvHorizonYears, defaults.ClvHorizonYears),
            MeasuresShards = OrDefault(settings.MeasuresShards, defaults.MeasuresShards),
            BaseActivityKinds = settings.BaseActivityKinds.Count == 0 ? defaults.BaseActivityKinds : settings.BaseActivityKinds,
        };

        // The provider also makes up zones such as "UTC+07" on demand; only names of the database are stable.
        if (!DateTimeZoneProviders.Tzdb.Ids.Contains(completed.TimeZone))
            throw Invalid("INVALID_TIME_ZONE", $"\"{DisplayText.Of(completed.TimeZone)}\" is not a time zone: use an IANA name such as Europe/Berlin.", $"{Root}.time_zone");
        if (Currency.Find(completed.Currency) is null)
            throw Invalid("INVALID_CURRENCY", $"\"{DisplayText.Of(completed.Currency)}\" is not a currency: use an ISO 4217 code such as EUR.", $"{Root}.currency_code");
        RequireRange(completed.FiscalYearStartMonth, 1, 12, $"{Root}.fiscal_year_start_month");
        RequireRange(completed.LapseDays, 1, TenantLimits.MaxDays, $"{Root}.lapse_days");
        RequireRange(completed.ReturnWindowDays, 1, TenantLimits.MaxDays, $"{Root}.return_window_days");
        if (completed.Industry is { Length: > 0 } industry)
            RequireId(industry, $"{Root}.industry");
        if (completed.ShareBenchmarks && string.IsNullOrEmpty(completed.Industry))
            throw Invalid("REQUIRED", "Benchmarks are shared within an industry: name it.", $"{Root}.industry");
        RequireRange(completed.PersonalRetentionDays, 0, TenantLimits.MaxRetentionDays, $"{Root}.personal_retention_days");
        RequireRange(completed.FactsRetentionDays, 0, TenantLimits.MaxRetentionDays, $"{Root}.facts_retention_days");
        RequireRange(completed.ClvHorizonYears, 1, TenantLimits.MaxClvHorizonYears, $"{Root}.clv_horizon_years");
        if (!MeasuresShard.IsCount(completed.MeasuresShards))
        {
            throw Invalid(
                "OUT_OF_RANGE",
                $"{completed.MeasuresShards} is not a number of measures shards: give 1, 2, 4, 8, 16, 32 or {MeasuresShard.PerGeneration}. One will do unless a tenant brings more than a host can count.",
                $"{Root}.measures_shards");
        }

        CheckKinds(completed.BaseActivityKinds);
        CheckDimensions(completed.Dimensions);
        CheckSegment(completed.TargetSegment);
        RequireText(completed.PremiumProgramme ?? string.Empty, TenantLimits.MaxDimensionValueBytes, $"{Root}.premium_programme");
        completed = completed with
        {
            Lifecycle = completed.Lifecycle.Complete($"{Root}.lifecycle"),
            Performance = completed.Performance.Complete($"{Root}.performance"),
            Rfm = completed.Rfm.Complete($"{Root}.rfm"),
        };
        SegmentDefinition.Check(completed, $"{Root}.segments");
        completed = completed with { Surveys = CompleteSurveys(completed.Surveys), Journeys = CompleteJourneys(completed.Journeys) };
        TenantFormulasValidator.Check(completed, before: before);
        return completed;
    }

    private static void CheckSegment(AttributeSegment? segment)
    {
        const string Field = $"{Root}.target_segment";
        if (segment is null)
            return;
        if (segment.Attribute.Length == 0)
            throw Invalid("REQUIRED", "A segment names the attribute that decides it.", $"{Field}.attribute");
        RequireText(segment.Attribute, TenantLimits.MaxKeyBytes, $"{Field}.attribute");
        if (segment.Values.Count is 0 or > TenantLimits.MaxDimensionValues)
            throw Invalid("OUT_OF_RANGE", $"A segment has 1 to {TenantLimits.MaxDimensionValues} values, not {segment.Values.Count}.", $"{Field}.values");
        for (var i = 0; i < segment.Values.Count; i++)
            RequireText(segment.Values[i], TenantLimits.MaxDimensionValueBytes, $"{Field}.values[{i}]");
    }

    private static void CheckKinds(IReadOnlyList<InteractionKind> kinds)
    {
        var seen = new HashSet<InteractionKind>();
        for (var i = 0; i < kinds.Count; i++)
        {
            var field = $"{Root}.base_activity_kinds[{i}]";
            if (!InteractionKinds.All.Contains(kinds[i]))
                throw Invalid("INVALID_KIND", $"{(int)kinds[i]} is not a kind of interaction.", field);
            if (InteractionKinds.IsOfTenant(kinds[i]))
                throw Invalid("INVALID_KIND", $"\"{InteractionKinds.NameOf(kinds[i])}\" is a fact of the tenant, so it keeps no customer in the base.", field);
            if (!seen.Add(kinds[i]))
                throw Invalid("DUPLICATE_KIND", $"\"{InteractionKinds.NameOf(kinds[i])}\" appears twice.", field);
        }
    }

    private static List<SurveyDefinition> CompleteSurveys(IReadOnlyList<SurveyDefinition> surveys)
    {
        RequireCount(surveys.Count, 0, TenantLimits.MaxSurveys, "surveys", $"{Root}.surveys");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var completed = new List<SurveyDefinition>(surveys.Count);
        foreach (var survey in surveys)
        {
            var path = $"{Root}.surveys[{completed.Count}]";
            RequireId(survey.Id, $"{path}.id");
            RequireUnique(ids, survey.Id, $"{path}.id");
            completed.Add(SurveyScale.Complete(survey, path));
        }

        return completed;
    }

    private static void CheckDimensions(IReadOnlyList<DimensionDefinition> dimensions)
    {
        RequireCount(dimensions.Count, 0, TenantLimits.MaxDimensions, "dimensions", $"{Root}.dimensions");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < dimensions.Count; i++)
        {
            var dimension = dimensions[i];
            var path = $"{Root}.dimensions[{i}]";
            RequireId(dimension.Id, $"{path}.id");
            RequireUnique(ids, dimension.Id, $"{path}.id");
            if (!IsSource(dimension.Source))
                throw Invalid("INVALID_SOURCE", $"\"{DisplayText.Of(dimension.Source)}\" is not a source of values: use channel, label:KEY or attribute:KEY.", $"{path}.source");
            RequireCount(dimension.Values.Count, 1, TenantLimits.MaxDimensionValues, "values", $"{path}.values");
            var values = new HashSet<string>(StringComparer.Ordinal);
            for (var v = 0; v < dimension.Values.Count; v++)
            {
                var field = $"{path}.values[{v}]";
                if (string.IsNullOrEmpty(dimension.Values[v]))
                    throw Invalid("REQUIRED", "A value of a dimension is not empty: what has none counts under \"other\".", field);
                RequireText(dimension.Values[v], TenantLimits.MaxDimensionValueBytes, field);
                RequireUnique(values, dimension.Values[v], field);
            }
        }
    }

    private static List<JourneyDefinition> CompleteJourneys(IReadOnlyList<JourneyDefinition> journeys)
    {
        RequireCount(journeys.Count, 0, TenantLimits.MaxJourneys, "journeys", $"{Root}.journeys");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var completed = new List<JourneyDefinition>(journeys.Count);
        foreach (var journey in journeys)
        {
            var path = $"{Root}.journeys[{completed.Count}]";
            RequireId(journey.Id, $"{path}.id");
            RequireUnique(ids, journey.Id, $"{path}.id");
            RequireCount(journey.Steps.Count, 2, TenantLimits.MaxSteps, "steps", $"{path}.steps");
            var steps = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < journey.Steps.Count; i++)
            {
                RequireId(journey.Steps[i], $"{path}.steps[{i}]");
                RequireUnique(steps, journey.Steps[i], $"{path}.steps[{i}]");
            }

            var window = OrDefault(journey.WindowDays, TenantLimits.DefaultJourneyWindowDays);
            RequireRange(window, 1, TenantLimits.MaxDays, $"{path}.window_days");
            completed.Add(journey with { WindowDays = window });
        }

        return completed;
    }

    private static bool IsSource(string source) =>
        string.Equals(source, ChannelSource, StringComparison.Ordinal) || HasKey(source, LabelSource) || HasKey(source, AttributeSource);

    private static bool HasKey(string source, string prefix) =>
        source.StartsWith(prefix, StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(source) - prefix.Length is >= 1 and <= TenantLimits.MaxKeyBytes
        && !source.Any(char.IsControl);

    private static void RequireRange(int number, int min, int max, string field)
    {
        if (number < min || number > max)
            throw Invalid("OUT_OF_RANGE", $"{number} is not within {min} to {max}.", field);
    }

    private static string OrDefault(string text, string whenEmpty) => text.Length == 0 ? whenEmpty : text;

    private static int OrDefault(int number, int whenZero) => number == 0 ? whenZero : number;
}

using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>An indicator over time, by itself or with the goal that it has in a scorecard.</summary>
public partial class IndicatorPage
{
    private const string DimensionPrefix = "dimension:";
    private const string Segments = "segments";
    private const string Lifecycle = "lifecycle";
    private const int SegmentsMax = 16;
    private const int ScorecardsMax = 100;
    private static readonly Granularity[] Granularities = [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];
    private IndicatorDescription? _description;
    private IndicatorResult? _goal;
    private IndicatorValue? _latest;
    private CompareGroupsResponse? _groups;
    private Failure? _groupsFailure;
    private Timestamp? _asOf;
    private string? _live;
    private IReadOnlyList<(string Name, IReadOnlyList<ChartPoint> Points)> _series = [];
    private IReadOnlyList<(string Name, IndicatorValue Value)> _values = [];

    /// <summary>Catalogue id.</summary>
    [Parameter]
    public string IndicatorId { get; set; } = string.Empty;

    /// <summary>Id of the scorecard that the reader comes from.</summary>
    [SupplyParameterFromQuery(Name = "scorecard")]
    public string? ScorecardId { get; set; }

    /// <summary>"perspective/objective/indicator" in it.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    /// <summary>Period of the goal, and of groups; null for this month.</summary>
    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    /// <summary>Length of the periods: day, week, month, quarter, year.</summary>
    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>First local date.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Last local date; empty for today.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>As of when, local time of the tenant; null for now.</summary>
    [SupplyParameterFromQuery(Name = "as_of")]
    public string? AsOf { get; set; }

    /// <summary>What to compare groups by: "dimension:" with its id, "lifecycle" or "segments"; empty for nothing.</summary>
    [SupplyParameterFromQuery(Name = "groups")]
    public string? Groups { get; set; }

    private bool IsLive => string.IsNullOrWhiteSpace(AsOf);

    private string Title => _goal is { Title.Length: > 0 } goal ? goal.Title : Words.OrId(_description?.Title ?? string.Empty, IndicatorId);

    private string Unit => _latest?.Unit ?? _description?.Unit ?? string.Empty;

    private double? Target => _goal is { HasTarget: true } goal ? goal.Target : null;

    private double? Baseline => _goal is { HasBaseline: true } goal ? goal.Baseline : null;

    private string? Dimension => Groups is { } groups && groups.StartsWith(DimensionPrefix, StringComparison.Ordinal) ? groups[DimensionPrefix.Length..] : null;

    private bool IsSplit => !string.IsNullOrEmpty(Dimension);

    private string GroupsTitle => Dimension ?? (Groups == Segments ? "segment" : "stage of the lifecycle");

    /// <summary>The groups that this indicator can be compared by. Dimensions only where it is computed by them.</summary>
    private IEnumerable<(string Value, string Title)> GroupChoices()
    {
        if (_description is { Dimensional: true })
        {
            foreach (var dimension in Settings.Dimensions)
                yield return (DimensionPrefix + dimension.Id, dimension.Id);
        }

        if (Settings.Segments.Count > 0)
            yield return (Segments, "segments");
        yield return (Lifecycle, "lifecycle");
    }

    private Granularity GranularityOrDefault => Array.Find(Granularities, granularity => Words.Of(granularity) == By) is { } found && found != Granularity.Unspecified ? found : Granularity.Month;

    private string FromOrDefault => string.IsNullOrEmpty(From)
        ? Text(GranularityOrDefault switch
        {
            Granularity.Day => Calendar.Today(Time).PlusDays(-30),
            Granularity.Week => Calendar.Today(Time).PlusWeeks(-16),
            Granularity.Quarter => Calendar.Today(Time).PlusMonths(-24),
            Granularity.Year => Calendar.Today(Time).PlusYears(-5),
            _ => Calendar.Today(Time).PlusMonths(-12),
        })
        : From;

    private string ExplainLink => Links.With(Links.Explain(Tenant, ScorecardId ?? string.Empty), ("period", Period), ("node", Node));

    private (string Title, string Address)[] Crumbs => ScorecardId is { Length: > 0 } scorecard
        ? [("Scorecards", Links.Scorecards(Tenant)), (scorecard, Links.Scorecard(Tenant, scorecard, Period, AsOf))]
        : [("Indicators", Links.Indicators(Tenant))];

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var asOf = _asOf = Calendar.Read(AsOf);
        var descriptions = Kpi.Scorecards.ListIndicatorsAsync(new ListIndicatorsRequest { Parent = Parent }, Call()).ResponseAsync;
        var query = new QueryIndicatorRequest
        {
            Parent = Parent,
            Indicator = IndicatorId,
            Granularity = GranularityOrDefault,
            StartDate = FromOrDefault,
            EndDate = EndDate(),
            AsOfTime = asOf,
            Dimension = Dimension ?? string.Empty,
        };
        var series = Kpi.Scorecards.QueryIndicatorAsync(query, Call()).ResponseAsync;
        _description = (await descriptions).Indicators.FirstOrDefault(indicator => indicator.Id == IndicatorId);
        Read(await series);
        if (ScorecardId is { Length: > 0 } && Node?.Split('/') is [var perspective, var objective, var indicator])
        {
            var request = new GetScorecardRequest { Name = $"{Parent}/scorecards/{ScorecardId}", Period = Period ?? string.Empty, AsOfTime = asOf };
            var card = await Kpi.Scorecards.GetScorecardAsync(request, Call());
            _goal = card.Perspectives.FirstOrDefault(node => node.Id == perspective)?.Objectives.FirstOrDefault(node => node.Id == objective)?.Indicators.FirstOrDefault(node => node.Id == indicator);
        }

        // Groups may take a whole journal: they are not compared again with each change.
        if (IsLive && string.IsNullOrEmpty(Groups))
            await TryAsync(async () => _live = await FindLiveAsync());
        if (!string.IsNullOrEmpty(Groups))
        {
            var request = new CompareGroupsRequest { Parent = Parent, Indicator = IndicatorId, Period = Period is { Length: > 0 } ? Period : "this-month", AsOfTime = asOf, ByLifecycle = Groups == Lifecycle };
            if (IsSplit)
                request.Dimension = Dimension;
            else if (Groups == Segments)
                request.Segments.AddRange(Settings.Segments.Take(SegmentsMax).Select(segment => segment.Id));
            _groupsFailure = await TryAsync(async () => _groups = await WaitForAsync(options => Kpi.Analysis.CompareGroupsAsync(request, options)));
        }
    }

    /// <summary>
    /// Where it is told that the indicator moves: at the scorecard that one comes from, else at one that has it. An indicator that is in none is
    /// computed when somebody asks, so that there is nothing to tell.
    /// </summary>
    private async Task<string?> FindLiveAsync()
    {
        if (_goal is not null && Node?.Split('/') is [var perspective, var objective, var indicator])
            return Links.Live(Tenant, ScorecardId!, Period, part: NodeIds.Indicator(perspective, objective, indicator));
        var cards = (await Kpi.Scorecards.ListScorecardsAsync(new ListScorecardsRequest { Parent = Parent, PageSize = ScorecardsMax }, Call())).Scorecards;
        var places =
            from card in cards
            from at in card.Perspectives
            from goals in at.Objectives
            from goal in goals.Indicators
            where goal.Indicator == IndicatorId
            select Links.Live(Tenant, Words.LastId(card.Name), period: null, part: NodeIds.Indicator(at.Id, goals.Id, goal.Id.Length > 0 ? goal.Id : goal.Indicator));
        return places.FirstOrDefault();
    }

    private static string Plain(double? value) => value is { } number ? Numbers.Round(number, Math.Abs(number - Math.Round(number)) < 1e-9 ? 0 : 2) : Numbers.None;

    private static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private void Read(QueryIndicatorResponse answer)
    {
        _series = [.. answer.Series.Select(series => (series.DimensionValue, (IReadOnlyList<ChartPoint>)[.. series.Values.Select(Point)]))];
        _values = [.. answer.Series.SelectMany(series => series.Values.Select(value => (series.DimensionValue, value)))];
        _latest = answer.Series.FirstOrDefault()?.Values.LastOrDefault();
    }

    private static ChartPoint Point(IndicatorValue value) => new(
        value.Period?.Label ?? string.Empty, value.HasValue ? value.Value : null, value.Interval?.Lower, value.Interval?.Upper, value.Partial, value.BeforeCoverage);

    /// <summary>The contract's end is exclusive, that of the form is the last day.</summary>
    private string EndDate()
    {
        if (string.IsNullOrEmpty(To))
            return string.Empty;
        return LocalDatePattern.Iso.Parse(To) is { Success: true, Value: var last } ? Text(last.PlusDays(1)) : throw new FormatException($"\"{To}\" is no date. Write 2026-03-05.");
    }
}

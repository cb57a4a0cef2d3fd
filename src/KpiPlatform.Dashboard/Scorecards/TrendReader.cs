using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>Reads the trends of all indicators of a scorecard.</summary>
internal sealed class TrendReader(TrendCache cache)
{
    /// <summary>The trends, by id of the indicator's element (<see cref="NodeIds.Indicator"/>). One that cannot be read is missing: the page stands without it.</summary>
    /// <param name="clients">Calls with the person's key.</param>
    /// <param name="fingerprint">Of that key.</param>
    /// <param name="parent">"tenants/{tenant}".</param>
    /// <param name="card">The values.</param>
    /// <param name="definition">The definition, which says what each indicator is.</param>
    /// <param name="calendar">The tenant's.</param>
    /// <param name="asOf">As of when; null for now.</param>
    public async Task<IReadOnlyDictionary<string, Trend>> ReadAsync(
        PlatformClients clients, string fingerprint, string parent, Scorecard card, ScorecardDefinition definition, TenantCalendar calendar, Timestamp? asOf)
    {
        if (TrendRange.EndingWith(card.Period, calendar) is not { } range)
            return new Dictionary<string, Trend>(StringComparer.Ordinal);
        var wanted = definition.Perspectives.SelectMany(perspective => perspective.Objectives.SelectMany(objective => objective.Indicators.Select(indicator =>
            (Id: NodeIds.Indicator(perspective.Id, objective.Id, IdOf(indicator)), Indicator: indicator))));
        var values = card.Perspectives
            .SelectMany(perspective => perspective.Objectives.SelectMany(objective => objective.Indicators.Select(indicator =>
                (Id: NodeIds.Indicator(perspective.Id, objective.Id, indicator.Id), indicator.Value))))
            .ToDictionary(pair => pair.Id, pair => pair.Value, StringComparer.Ordinal);
        var trends = await Task.WhenAll(wanted.Select(async node => (node.Id, Trend: await ReadAsync(node.Indicator, values.GetValueOrDefault(node.Id)))));
        return trends.Where(pair => pair.Trend is not null).ToDictionary(pair => pair.Id, pair => pair.Trend!, StringComparer.Ordinal);

        async Task<Trend?> ReadAsync(ScorecardIndicator indicator, IndicatorValue? value)
        {
            // One that is taken over has no definition here; its value says what it is.
            var id = indicator.Indicator.Length > 0 ? indicator.Indicator : value?.Indicator ?? string.Empty;
            if (id.Length == 0)
                return null;
            var request = new QueryIndicatorRequest
            {
                Parent = parent,
                Indicator = id,
                Granularity = range.Granularity,
                StartDate = range.StartDate,
                EndDate = range.EndDate,
                AsOfTime = asOf,
                Dimension = indicator.Dimension,
            };
            try
            {
                var answer = await cache.GetAsync(fingerprint, request, query => clients.Scorecards.QueryIndicatorAsync(query, clients.Call(CancellationToken.None)).ResponseAsync);
                var series = answer.Series.FirstOrDefault(series => series.DimensionValue == indicator.DimensionValue);
                return series is null ? null : Of(series, indicator.Component);
            }
            catch (RpcException exception) when (exception.StatusCode != StatusCode.Unauthenticated)
            {
                return null;
            }
        }
    }

    private static Trend Of(IndicatorSeries series, string component) => series.Values.Count == 0
        ? Trend.Empty
        : new Trend(
            [.. series.Values.Select(value => Pick(value, component))],
            TenantCalendar.Title(series.Values[0].Period),
            TenantCalendar.Title(series.Values[^1].Period));

    /// <summary>The value itself, or the component of it that is meant.</summary>
    private static double? Pick(IndicatorValue value, string component) => component.Length > 0
        ? value.Components.FirstOrDefault(part => part.Id == component)?.Value
        : value.HasValue ? value.Value : null;

    private static string IdOf(ScorecardIndicator indicator) => indicator.Id.Length > 0 ? indicator.Id : indicator.Indicator;
}

using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>
/// Computes an indicator for consecutive periods: plans all sums that it takes, has the measures read once, and evaluates.
/// </summary>
internal sealed class IndicatorQuery(IGrainFactory grains, ITenantDefinitions definitions, TimeProvider time)
{
    /// <summary>Most values of an answer, over all its series.</summary>
    private const int MaxValues = 20_000;

    /// <summary>Most sums that measures are asked for at once.</summary>
    private const int MaxSums = 100_000;

    private const string Other = "other";

    /// <summary>Answers a query.</summary>
    public async Task<QueryIndicatorResponse> RunAsync(QueryIndicatorRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var now = time.Now();
        var asOf = Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        var token = ConsistencyToken.DecodeToBytes(request.Token);
        var indicator = definition.Indicators.Get(request.Indicator);
        var periods = Periods(request, definition.Calendar, asOf);
        var series = Series(request.Dimension, definition, indicator);
        if (series.Count * periods.Count > MaxValues)
            throw TooMuch($"{series.Count} series of {periods.Count} periods are more than {MaxValues} values");

        var contexts = series.ConvertAll(one => periods.Select(period => IndicatorContext.Of(definition, period, asOf) with { Dimension = one.Dimension }).ToList());
        var plan = new CellPlan();
        foreach (var context in contexts.SelectMany(one => one))
            indicator.Evaluate(context, plan);
        if (plan.Ranges.Count + plan.Spans.Count > MaxSums)
            throw TooMuch($"the query takes {plan.Ranges.Count + plan.Spans.Count} sums, more than {MaxSums}");
        var answer = await ReadAsync(tenant, definition.MeasuresShard, plan, periods, token, asOf < now ? asOf : null, cancellationToken);

        var cells = plan.Fill(answer);
        var newest = CustomerView.InstantOf(answer.NewestEventAtTicks);
        var response = new QueryIndicatorResponse();
        for (var i = 0; i < series.Count; i++)
        {
            var values = new IndicatorSeries { DimensionValue = series[i].Name };
            foreach (var context in contexts[i])
                values.Values.Add(IndicatorValues.ToProto(indicator.Evaluate(context with { NewestEventAt = newest }, cells)));
            response.Series.Add(values);
        }

        return response;
    }

    private static IReadOnlyList<KpiPeriod> Periods(QueryIndicatorRequest request, TenantCalendar calendar, Instant asOf)
    {
        if (request.StartDate.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "start_date is required: the first local date, such as 1997-01-01.", "start_date");
        var granularity = request.Granularity == Protocol.V1.Granularity.Unspecified ? Granularity.Month : (Granularity)request.Granularity;
        if (!Enum.IsDefined(request.Granularity))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{(int)request.Granularity} is not a granularity.", "granularity");
        var from = LocalDay.Parse(request.StartDate, "start_date");
        var to = request.EndDate.Length == 0 ? calendar.DayOf(asOf) + 1 : LocalDay.Parse(request.EndDate, "end_date");
        if (to <= from)
        {
            var problem = request.EndDate.Length == 0 ? $"start_date {request.StartDate} is in the future; give an end_date after it." : $"end_date {request.EndDate} is not after start_date {request.StartDate}.";
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, problem, request.EndDate.Length == 0 ? "start_date" : "end_date");
        }

        return KpiPeriod.Series(calendar, granularity, from, to);
    }

    /// <summary>The whole, or each declared value of a dimension and then what counts under "other".</summary>
    private static List<(string Name, DimensionValue Dimension)> Series(string dimension, TenantDefinition definition, Indicator indicator)
    {
        if (dimension.Length == 0)
            return [(string.Empty, DimensionValue.Whole)];
        var dimensions = definition.Settings.Dimensions;
        for (var slot = 0; slot < dimensions.Count; slot++)
        {
            if (!string.Equals(dimensions[slot].Id, dimension, StringComparison.Ordinal))
                continue;
            indicator.RequireDimensional("dimension");
            var series = new List<(string, DimensionValue)>(dimensions[slot].Values.Count + 1);
            for (var value = 0; value < dimensions[slot].Values.Count; value++)
                series.Add((dimensions[slot].Values[value], DimensionValue.Of(slot, value + 1)));
            series.Add((Other, DimensionValue.Of(slot, 0)));
            return series;
        }

        var known = dimensions.Count == 0 ? "the tenant has declared none" : $"the tenant has {string.Join(", ", dimensions.Select(one => one.Id))}";
        throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_DIMENSION", $"\"{DisplayText.Of(dimension)}\" is not a dimension: {known}.", "dimension");
    }

    private async Task<MeasuresAnswer> ReadAsync(
        TenantId tenant, int shard, CellPlan plan, IReadOnlyList<KpiPeriod> periods, ReadOnlyMemory<byte> token, Instant? asOf, CancellationToken cancellationToken)
    {
        var query = PlannedQuery.Of(plan, token, asOf, periods is [var only] ? only : null);
        return (await grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(tenant, shard)).Read(query, cancellationToken)).Require();
    }

    private static DomainException TooMuch(string problem) =>
        new(ErrorKind.InvalidArgument, "TOO_MANY_VALUES", $"That is too much at once: {problem}. Take a shorter span, a coarser granularity or no dimension.", "end_date");
}

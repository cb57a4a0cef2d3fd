using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>
/// Computes an indicator for consecutive periods: plans all sums that it takes, has the measures read once, and evaluates.
/// </summary>
internal sealed class IndicatorQuery(CallerGrains grains, CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>Most values of an answer, over all its series.</summary>
    private const int MaxValues = 20_000;

    /// <summary>Most sums that measures are asked for at once.</summary>
    private const int MaxSums = 100_000;

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

        var contexts = series.Select(one => periods.Select(period => IndicatorContext.Of(definition, period, asOf) with { Dimension = one.Value }).ToList()).ToList();
        var plan = new CellPlan();
        foreach (var context in contexts.SelectMany(one => one))
            indicator.Evaluate(context, plan);
        if (plan.Ranges.Count + plan.Spans.Count > MaxSums)
            throw TooMuch($"the query takes {plan.Ranges.Count + plan.Spans.Count} sums, more than {MaxSums}");
        var answer = await ReadAsync(tenant, definition, plan, periods, token, asOf < now ? asOf : null, cancellationToken);

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

    /// <summary>Evaluates indicators in contexts of a tenant, with one read; at most one span that is no calendar period, and those before it, can be among them.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="questions">What to evaluate, as of now.</param>
    /// <param name="custom">The span that is no calendar period; null if there is none.</param>
    /// <param name="token">Encoded token that must be covered; empty for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Domain.Indicators.IndicatorValue>> EvaluateAsync(
        TenantId tenant,
        TenantDefinition definition,
        IReadOnlyList<(Indicator Indicator, IndicatorContext Context)> questions,
        KpiPeriod? custom,
        ReadOnlyMemory<byte> token,
        CancellationToken cancellationToken)
    {
        var plan = new CellPlan();
        foreach (var (indicator, context) in questions)
            indicator.Evaluate(context, plan);
        if (plan.Ranges.Count + plan.Spans.Count > MaxSums)
            throw TooMuch($"the query takes {plan.Ranges.Count + plan.Spans.Count} sums, more than {MaxSums}");
        var answer = await ReadAsync(tenant, definition, plan, custom is null ? [] : [custom], token, asOf: null, cancellationToken);
        var cells = plan.Fill(answer);
        var newest = CustomerView.InstantOf(answer.NewestEventAtTicks);
        return [.. questions.Select(question => question.Indicator.Evaluate(question.Context with { NewestEventAt = newest }, cells))];
    }

    private static IReadOnlyList<KpiPeriod> Periods(QueryIndicatorRequest request, TenantCalendar calendar, Instant asOf)
    {
        var granularity = request.Granularity == Protocol.V1.Granularity.Unspecified ? Granularity.Month : (Granularity)request.Granularity;
        if (!Enum.IsDefined(request.Granularity))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{(int)request.Granularity} is not a granularity.", "granularity");
        return QueriedPeriods.Of(request.StartDate, request.EndDate, granularity, calendar, asOf);
    }

    /// <summary>The whole, or each declared value of a dimension and then what counts under "other".</summary>
    private static IReadOnlyList<(string Name, DimensionValue Value)> Series(string dimension, TenantDefinition definition, Indicator indicator)
    {
        if (dimension.Length == 0)
            return TenantDimensions.ValuesOf(definition, -1);
        var slot = TenantDimensions.SlotOf(definition, dimension, "dimension");
        indicator.RequireDimensional("dimension");
        return TenantDimensions.ValuesOf(definition, slot);
    }

    private Task<MeasuresAnswer> ReadAsync(
        TenantId tenant, TenantDefinition definition, CellPlan plan, IReadOnlyList<KpiPeriod> periods, ReadOnlyMemory<byte> token, Instant? asOf, CancellationToken cancellationToken)
    {
        var query = PlannedQuery.Of(plan, token, asOf, periods is [var only] ? only : null);
        return new MeasuresReader(tenant, definition, grains.GetGrain<IMeasuresGrain>).ReadSumsAsync(query, cancellationToken);
    }

    private static DomainException TooMuch(string problem) =>
        new(ErrorKind.InvalidArgument, "TOO_MANY_VALUES", $"That is too much at once: {problem}. Take a shorter span, a coarser granularity or no dimension.", "end_date");
}

using KpiPlatform.Domain;
using KpiPlatform.Domain.Benchmarks;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Protocol.V1;
using Granularity = KpiPlatform.Domain.Periods.Granularity;
using IndicatorValue = KpiPlatform.Domain.Indicators.IndicatorValue;

namespace KpiPlatform.Gateway.Benchmarks;

/// <summary>Holds an indicator's value against the tenant's own past, what it entered, and its industry.</summary>
internal sealed class BenchmarkQuery(BenchmarkEntries entries, IndustryBenchmarks industries, IndicatorQuery indicators, CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>Answers a query.</summary>
    public async Task<IndicatorBenchmarks> CompareAsync(CompareBenchmarksRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        if (request.Period.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "period is required, such as 2026-01 or last-month.", "period");
        if (request.HistoryPeriods is < 0 or > BenchmarkLimits.MaxHistory)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"history_periods is {request.HistoryPeriods}; give 1 to {BenchmarkLimits.MaxHistory}, or 0 for {BenchmarkLimits.DefaultHistory}.", "history_periods");
        var indicator = definition.Indicators.Get(request.Indicator);
        BenchmarkEntries.RequireComponent(indicator, request.Component, "component");
        var period = PeriodParser.Parse(request.Period, definition.Calendar, definition.Calendar.DayOf(time.Now()), "period");
        var question = new Question(tenant, definition, indicator, request.Component, period, request.HistoryPeriods == 0 ? BenchmarkLimits.DefaultHistory : request.HistoryPeriods);
        return await AnswerAsync(question, await entries.AllAsync(tenant, cancellationToken), ConsistencyToken.DecodeToBytes(request.Token), cancellationToken);
    }

    /// <summary>The benchmarks of all indicators of a scorecard, each once, in its order.</summary>
    public async Task<IReadOnlyList<IndicatorBenchmarks>> OfScorecardAsync(TenantId tenant, string periodLabel, IReadOnlyList<(string Indicator, string Component)> wanted, CancellationToken cancellationToken)
    {
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var period = PeriodParser.Parse(periodLabel, definition.Calendar, definition.Calendar.DayOf(time.Now()), "period");
        var entered = await entries.AllAsync(tenant, cancellationToken);
        var answers = new List<IndicatorBenchmarks>();
        foreach (var (id, component) in wanted.Distinct())
        {
            // An indicator that was deleted since has nothing to be held against.
            if (definition.Indicators.Find(id) is { } indicator)
                answers.Add(await AnswerAsync(new(tenant, definition, indicator, component, period, BenchmarkLimits.DefaultHistory), entered, default, cancellationToken));
        }

        return answers;
    }

    private async Task<IndicatorBenchmarks> AnswerAsync(Question question, IReadOnlyList<(string Id, EnteredBenchmark Benchmark, string Etag)> entered, ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        var (tenant, definition, indicator, component, period, _) = question;
        var isCustom = period.Granularity == Granularity.Custom;
        var now = IndicatorContext.Of(definition, period, time.Now());
        var lastYear = now with { Window = EvaluationWindow.Of(definition.Calendar, BenchmarkHistory.LastYear(definition.Calendar, period), now.Window.AsOf) };
        var before = isCustom ? [] : Before(definition.Calendar, period, question.HistoryPeriods).Select(earlier => IndicatorContext.Of(definition, earlier, now.Window.AsOf)).ToList();
        List<IndicatorContext> contexts = isCustom ? [now, now.Previous()] : [now, now.Previous(), lastYear, .. before];
        var values = await indicators.EvaluateAsync(tenant, definition, [.. contexts.Select(context => (indicator, context))], isCustom ? period : null, token, cancellationToken);
        var ofLastYear = isCustom
            ? (await indicators.EvaluateAsync(tenant, definition, [(indicator, lastYear)], lastYear.Window.Period, token, cancellationToken))[0]
            : values[2];

        var value = Part(values[0], component);
        var answer = new IndicatorBenchmarks
        {
            Value = IndicatorValues.ToProto(value),
            Component = component,
            Own = History(BenchmarkHistory.Of(values.Skip(isCustom ? 2 : 3).Select((one, i) => (Part(one, component).Value, before[i].Window.Period)), value.Direction)),
            Industry = await industries.FindAsync(definition, indicator, component, period, value.Unit, cancellationToken),
        };
        answer.Own.Previous = IndicatorValues.ToProto(Part(values[1], component));
        answer.Own.LastYear = IndicatorValues.ToProto(Part(ofLastYear, component));
        var etags = entered.ToDictionary(one => one.Id, one => one.Etag, StringComparer.Ordinal);
        foreach (var (id, benchmark) in EnteredBenchmark.InForce(entered.Select(one => (one.Id, one.Benchmark)), indicator.Id, component, period.ToDay - 1))
            answer.Entered.Add(BenchmarkMapper.ToProto(tenant, id, benchmark, etags[id]));
        return answer;
    }

    private static IndicatorValue Part(IndicatorValue value, string component) => component.Length == 0 ? value : value.OfComponent(component);

    private static IEnumerable<KpiPeriod> Before(TenantCalendar calendar, KpiPeriod period, int count)
    {
        for (var i = 0; i < count; i++)
            yield return period = period.Previous(calendar);
    }

    private static OwnHistory History(BenchmarkHistory history)
    {
        var own = new OwnHistory { Periods = history.Periods };
        if (history.Best is { } best)
            (own.Best, own.BestPeriod) = (best.Value, best.Period.Label);
        if (history.Worst is { } worst)
            (own.Worst, own.WorstPeriod) = (worst.Value, worst.Period.Label);
        if (history.Median is { } median)
            own.Median = median;
        return own;
    }

    private sealed record Question(TenantId Tenant, TenantDefinition Definition, Indicator Indicator, string Component, KpiPeriod Period, int HistoryPeriods);
}
